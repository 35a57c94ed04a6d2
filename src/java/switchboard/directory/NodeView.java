package switchboard.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A member of the cluster.
 *
 * @param status what it is at in the cluster, such as UP
 * @param reachable whether all members can reach it, as far as the node that was asked knows
 * @param said what it says of itself; empty if it did not answer in time
 */
public record NodeView(
    NodeIdentity identity,
    String status,
    boolean reachable,
    List<String> roles,
    String appVersion,
    Optional<Counts> said) {
  public NodeView {
    roles = List.copyOf(roles);
  }

  /**
   * What a node counts.
   *
   * @param up when it joined the cluster
   * @param sessions in its memory
   * @param sagas in its memory
   * @param connections attached, or attaching, at its front door
   * @param sessionShards ids of the shards of sessions that it hosts
   */
  public record Counts(
      Instant up, int sessions, int sagas, int connections, List<String> sessionShards) {
    public Counts {
      sessionShards = List.copyOf(sessionShards);
    }
  }
}
