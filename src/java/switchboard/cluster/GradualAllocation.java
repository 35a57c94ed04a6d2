package switchboard.cluster;

import com.typesafe.config.Config;
import java.util.HashSet;
import java.util.function.Predicate;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.internal.LeastShardAllocationStrategy;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes the shards of a node that is about to leave away from it, a few at a time, while it still
 * serves them. Without it the node gives all of them up at once, and all of its sessions recover at
 * once. Everything else is left to Pekko's own strategy.
 */
final class GradualAllocation implements ActorSystemDependentAllocationStrategy {
  private final ActorSystemDependentAllocationStrategy usual;
  private final Predicate<ActorRef> leaving;
  private final int atOnce;

  /**
   * @param usual decides for the nodes that stay
   * @param leaving whether the node of a region is about to leave
   * @param atOnce how many shards move away from such nodes at a time
   */
  GradualAllocation(
      ActorSystemDependentAllocationStrategy usual, Predicate<ActorRef> leaving, int atOnce) {
    this.usual = usual;
    this.leaving = leaving;
    this.atOnce = atOnce;
  }

  /** As the configuration has it. */
  static GradualAllocation from(Config config, LeavingNodes leaving) {
    var least = config.getConfig("pekko.cluster.sharding.least-shard-allocation-strategy");
    return new GradualAllocation(
        new LeastShardAllocationStrategy(
            least.getInt("rebalance-absolute-limit"), least.getDouble("rebalance-relative-limit")),
        leaving::isLeaving,
        config.getInt("switchboard.cluster.leaving.shards-at-once"));
  }

  @Override
  public void start(ActorSystem system) {
    usual.start(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> regions) {
    var staying = staying(regions);
    return usual.allocateShard(requester, shard, staying.isEmpty() ? regions : staying);
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
    var staying = staying(regions);
    if (staying.isEmpty()) {
      return usual.rebalance(regions, moving);
    }
    var next = new HashSet<String>();
    for (var region : CollectionConverters.asJava(regions).entrySet()) {
      if (leaving.test(region.getKey())) {
        CollectionConverters.asJava(region.getValue()).stream()
            .filter(shard -> !moving.contains(shard))
            .limit(Math.max(0, atOnce - moving.size() - next.size()))
            .forEach(next::add);
      }
    }
    return next.isEmpty() && !isHolding(regions)
        ? usual.rebalance(staying, moving)
        : Futures.successful(CollectionConverters.asScala(next).toSet());
  }

  /** Whether a node that leaves has shards still. */
  private boolean isHolding(Map<ActorRef, IndexedSeq<String>> regions) {
    return CollectionConverters.asJava(regions).entrySet().stream()
        .anyMatch(region -> leaving.test(region.getKey()) && !region.getValue().isEmpty());
  }

  private Map<ActorRef, IndexedSeq<String>> staying(Map<ActorRef, IndexedSeq<String>> regions) {
    return regions.removedAll(
        CollectionConverters.asScala(
            CollectionConverters.asJava(regions).keySet().stream().filter(leaving).toList()));
  }
}
