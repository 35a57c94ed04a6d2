package switchboard.wire;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Map;

/** What workers see of why their stream ended, beside what all clients see. */
public final class WorkerErrors {
  private WorkerErrors() {}

  /** A later stream says that it is the same worker. */
  public static Status superseded() {
    return PublicErrors.error(
        Code.ABORTED,
        "WORKER_SUPERSEDED",
        "A worker with the same instance_id registered anew; give every worker one of its own.",
        Map.of());
  }

  /** The node takes no more workers. */
  public static Status tooMany() {
    return PublicErrors.error(
        Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_WORKERS",
        "As many workers are connected to this node as it takes; connect to another.",
        Map.of());
  }

  /** The worker showed no life for too long. */
  public static Status heartbeatMissed() {
    return PublicErrors.error(
        Code.DEADLINE_EXCEEDED,
        "HEARTBEAT_MISSED",
        "Nothing was said for too long, so the worker's turns went to others; connect again.",
        Map.of());
  }
}
