package switchboard.placement;

import java.util.List;

/** The shards of a type that a node hosts, in the order of their numbers. */
public record HostedType(String type, List<HostedShard> shards) {
  public HostedType {
    shards = List.copyOf(shards);
  }

  /** How many of its entities are in memory there. */
  public int entities() {
    return shards.stream().mapToInt(HostedShard::entities).sum();
  }
}
