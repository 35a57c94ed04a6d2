package switchboard.placement;

import java.time.Instant;
import java.util.List;

/** What a node's desk for placement answers. */
public sealed interface PlacementReply {
  /** Cluster address of the node that answers. */
  String node();

  /**
   * What it hosts.
   *
   * @param up when it joined the cluster
   * @param suspects cluster addresses of members whose heartbeats it misses
   * @param types in the order of their names
   * @param busiest some sessions of its busiest shards, the busiest first
   */
  record Described(
      String node,
      Instant up,
      String javaVersion,
      String pekkoVersion,
      List<String> suspects,
      List<HostedType> types,
      List<BusySession> busiest)
      implements PlacementReply {
    public Described {
      suspects = List.copyOf(suspects);
      types = List.copyOf(types);
      busiest = List.copyOf(busiest);
    }
  }

  /**
   * Entities of a shard.
   *
   * @param hosted whether it hosts the shard
   * @param ids in their order
   */
  record Entities(String node, boolean hosted, List<String> ids) implements PlacementReply {
    public Entities {
      ids = List.copyOf(ids);
    }
  }

  /** It has done what it was told, or has begun to. */
  record Noted(String node) implements PlacementReply {}
}
