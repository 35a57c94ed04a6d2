package switchboard.placement;

/**
 * A shard that a node hosts.
 *
 * @param entities how many of its entities are in memory
 * @param perSecond messages that they were sent, on average; 0 where that is not measured
 */
public record HostedShard(String shard, int entities, double perSecond) {}
