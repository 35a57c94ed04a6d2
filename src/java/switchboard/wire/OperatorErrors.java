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

  /** A node streams its log to no more callers than these. */
  public static Status tooManyStreams(int most) {
    return PublicErrors.error(
        Code.RESOURCE_EXHAUSTED,
        "TOO_MANY_STREAMS",
        "This node streams the log to as many callers as it may; end one of them, or ask another"
            + " node.",
        Map.of("most_streams", Integer.toString(most)));
  }

  /** No member has this address. */
  public static Status nodeNotFound() {
    return error(
        Code.NOT_FOUND,
        "NODE_NOT_FOUND",
        "No member of the cluster has this name or address; show the cluster to see theirs.");
  }

  /** The node could leave in order instead. */
  public static Status nodeHealthy() {
    return error(
        Code.FAILED_PRECONDITION,
        "NODE_HEALTHY",
        "The node is reachable and answers: let it leave in order, or force it.");
  }

  /** The node does not answer. */
  public static Status nodeSilent() {
    return error(
        Code.FAILED_PRECONDITION,
        "NODE_SILENT",
        "The node does not answer or is not up, so it can do nothing in order; if it is gone,"
            + " down it.");
  }

  /** Too few would be left. */
  public static Status majorityLost() {
    return error(
        Code.FAILED_PRECONDITION,
        "MAJORITY_LOST",
        "Fewer than a majority of the members would be left that are up and answer; bring others"
            + " back first, or force it.");
  }

  /** All members can be reached. */
  public static Status nothingUnreachable() {
    return error(
        Code.FAILED_PRECONDITION,
        "NOTHING_UNREACHABLE",
        "All members can be reached, as far as this node knows; there is nothing to down.");
  }

  /** No node hosts such a type. */
  public static Status shardTypeNotFound() {
    return error(
        Code.NOT_FOUND,
        "SHARD_TYPE_NOT_FOUND",
        "No node that answers hosts such a type; show the regions to see which there are.");
  }

  /** There is no such shard. */
  public static Status shardNotFound() {
    return error(
        Code.NOT_FOUND,
        "SHARD_NOT_FOUND",
        "There is no such shard, or no node hosts it now; show the type's shards.");
  }

  /** The type's shards stay where Pekko's own strategy puts them. */
  public static Status notPinnable() {
    return error(
        Code.FAILED_PRECONDITION,
        "NOT_PINNABLE",
        "Only shards of sessions can be kept on a node; those of other types are placed by"
            + " their number alone.");
  }

  /** The client does not read what it asked for. */
  public static Status streamTooSlow() {
    return error(
        Code.RESOURCE_EXHAUSTED,
        "STREAM_TOO_SLOW",
        "Too much waits to be read; ask again, and read faster.");
  }

  private static Status error(Code code, String reason, String message) {
    return PublicErrors.error(code, reason, message, Map.of());
  }
}
