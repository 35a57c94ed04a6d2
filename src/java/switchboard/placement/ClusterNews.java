package switchboard.placement;

import java.time.Instant;

/**
 * What happened to a member or a shard; cluster_service.proto says what the fields mean.
 *
 * @param snapshot whether it tells how things stood at the beginning
 * @param previous the node that hosted the shard before; empty if none did
 */
public record ClusterNews(
    Instant time,
    Kind kind,
    boolean snapshot,
    String node,
    String status,
    String type,
    String shard,
    String previous) {
  /** What happened; cluster_service.proto says what each means. */
  public enum Kind {
    MEMBER,
    UNREACHABLE,
    REACHABLE,
    DOWNED,
    LEADER,
    SHARD_HOME,
    SHARD_LOST,
    SILENT,
    ANSWERS
  }

  static ClusterNews ofMember(Kind kind, boolean snapshot, String node, String status) {
    return new ClusterNews(Instant.now(), kind, snapshot, node, status, "", "", "");
  }

  static ClusterNews ofShard(
      Kind kind, boolean snapshot, String node, Shard shard, String previous) {
    return new ClusterNews(
        Instant.now(), kind, snapshot, node, "", shard.type(), shard.id(), previous);
  }

  /** A shard by its type and id. */
  record Shard(String type, String id) {}
}
