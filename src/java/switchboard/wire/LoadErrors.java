package switchboard.wire;

import com.google.protobuf.util.Durations;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.Map;

/** What clients are told where more is asked for than is given: nothing of it was done. */
public final class LoadErrors {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private LoadErrors() {}

  /** More is offered than the node can do in time. */
  public static Status overloaded() {
    return exhausted(
        "NODE_OVERLOADED",
        "This node has too much to do; repeat with the same request_id a second later, or at"
            + " another node.",
        Map.of(),
        SECOND);
  }

  /** The tenant has used up what it may use of this node. */
  public static Status quotaExceeded(String quota, int limit, Duration wait) {
    return exhausted(
        "QUOTA_EXCEEDED",
        "The tenant uses more of this node than it may; repeat after the delay.",
        Map.of("quota", quota, "limit", Integer.toString(limit)),
        wait);
  }

  private static Status exhausted(
      String reason, String message, Map<String, String> metadata, Duration wait) {
    return PublicErrors.status(
        Code.RESOURCE_EXHAUSTED,
        message,
        PublicErrors.info(reason, metadata),
        RetryInfo.newBuilder().setRetryDelay(Durations.fromNanos(wait.toNanos())).build());
  }
}
