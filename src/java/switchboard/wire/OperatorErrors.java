package switchboard.wire;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Map;

/** What operators see of what cannot be done for them, beside {@link PublicErrors}. */
public final class OperatorErrors {
  private OperatorErrors() {}

  /** A change could not be put on record, so it was not done. */
  public static Status auditUnavailable() {
    return PublicErrors.retryable(
        "AUDIT_UNAVAILABLE",
        "The change could not be put on record, so it was not done; repeat it when the store is"
            + " reachable.");
  }

  /** No member of the cluster has the name that one node was asked for by. */
  public static Status nodeNotFound() {
    return PublicErrors.error(
        Code.NOT_FOUND,
        "NODE_NOT_FOUND",
        "No member of the cluster has this name; list the nodes to see theirs.",
        Map.of());
  }

  /** A node streams its log to no more callers than these. */
  public static Status tooManyStreams(int most) {
    return PublicErrors.error(
        Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_STREAMS",
        "This node streams the log to as many callers as it may; end one of them, or ask another"
            + " node.",
        Map.of("most_streams", Integer.toString(most)));
  }
}
