package switchboard.directory;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.pattern.Patterns;
import switchboard.saga.ShardedSagas;
import switchboard.session.ShardedSessions;

/** What this node's shards say of themselves. */
public final class ShardCounts {
  /** Regions answer at once; one that does not has ended, or is stuck. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ActorSystem<?> system;

  public ShardCounts(ActorSystem<?> system) {
    this.system = system;
  }

  /**
   * What was counted.
   *
   * @param sessions the ids of the shards of sessions, in the order of their numbers
   * @param sagas how many are in memory
   */
  record Counted(List<String> sessions, int sagas) {
    Counted {
      sessions = List.copyOf(sessions);
    }
  }

  /** Fails if a region gives no answer: what it hosts is not known then. */
  CompletionStage<Counted> count() {
    return entities(ShardedSessions.NAME)
        .thenCombine(
            entities(ShardedSagas.NAME),
            (sessions, sagas) ->
                new Counted(
                    sessions.keySet().stream()
                        .sorted(Comparator.comparingInt(String::length).thenComparing(id -> id))
                        .toList(),
                    sagas.values().stream().mapToInt(Integer::intValue).sum()));
  }

  /** The ids of the shards of sessions; fails if the region gives no answer. */
  public CompletionStage<Set<String>> ofSessions() {
    return entities(ShardedSessions.NAME).thenApply(Map::keySet);
  }

  /** The names of what is hosted here, in their order. */
  public List<String> types() {
    return ClusterSharding.get(system.classicSystem()).getShardTypeNames().stream()
        .sorted()
        .toList();
  }

  /**
   * The entities of one of this node's shards that are in memory; empty if it does not host the
   * shard. Fails if the region gives no answer.
   */
  public CompletionStage<Optional<Set<String>>> entities(String type, String shard) {
    var sharding = ClusterSharding.get(system.classicSystem());
    if (!sharding.getShardTypeNames().contains(type)) {
      return CompletableFuture.completedStage(Optional.empty());
    }
    return Patterns.ask(
            sharding.shardRegion(type), ShardRegion.getShardRegionStateInstance(), PATIENCE)
        .thenApply(
            state ->
                ((ShardRegion.CurrentShardRegionState) state)
                    .getShards().stream()
                        .filter(each -> each.shardId().equals(shard))
                        .map(ShardRegion.ShardState::getEntityIds)
                        .findFirst());
  }

  /** How many entities each of this node's shards has; fails if the region gives no answer. */
  public CompletionStage<Map<String, Integer>> entities(String type) {
    var sharding = ClusterSharding.get(system.classicSystem());
    if (!sharding.getShardTypeNames().contains(type)) {
      return CompletableFuture.completedStage(Map.of()); // the node does not host any yet
    }
    return Patterns.ask(sharding.shardRegion(type), ShardRegion.getRegionStatsInstance(), PATIENCE)
        .thenApply(ShardCounts::counts);
  }

  private static Map<String, Integer> counts(Object stats) {
    var counts = new HashMap<String, Integer>();
    var region = (ShardRegion.ShardRegionStats) stats;
    region.getStats().forEach((shard, count) -> counts.put(shard, ((Number) count).intValue()));
    // too busy to count, but here
    region.getFailed().forEach(shard -> counts.put(shard, 0));
    return counts;
  }
}
