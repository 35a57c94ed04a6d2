package switchboard.cluster;

import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.internal.LeastShardAllocationStrategy;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.collection.immutable.Set$;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes the shards of a node that is about to leave away from it, a few at a time, while it still
 * serves them: otherwise it gives all of them up at once, and all of its sessions recover at once.
 * And gives a node that has just come none for a moment, if others are there, and then one now and
 * then: its code is cold, and sessions that recover there wait. Everything else is left to Pekko's
 * own strategy.
 */
final class GradualAllocation implements ActorSystemDependentAllocationStrategy {
  private final ActorSystemDependentAllocationStrategy usual;
  private final Predicate<ActorRef> leaving;
  private final MoveSettings moves;
  private final LongSupplier nanoTime;

  /** When each region was first seen. The coordinator's thread alone uses it. */
  private final HashMap<ActorRef, Long> since = new HashMap<>();

  /** When shards were last moved to have them spread evenly. */
  private Optional<Long> lastMove = Optional.empty();

  /**
   * @param usual decides for the nodes that stay
   * @param leaving whether the node of a region is about to leave
   */
  GradualAllocation(
      ActorSystemDependentAllocationStrategy usual,
      Predicate<ActorRef> leaving,
      MoveSettings moves,
      LongSupplier nanoTime) {
    this.usual = usual;
    this.leaving = leaving;
    this.moves = moves;
    this.nanoTime = nanoTime;
  }

  /** As the configuration has it. */
  static GradualAllocation from(Config config, LeavingNodes leaving) {
    return from(config, leaving, MoveSettings.from(config));
  }

  /** The same for regions of which all have settled and are warm. */
  static GradualAllocation settled(Config config, LeavingNodes leaving) {
    return from(config, leaving, MoveSettings.from(config).settled());
  }

  private static GradualAllocation from(Config config, LeavingNodes leaving, MoveSettings moves) {
    return new GradualAllocation(least(config), leaving::isLeaving, moves, System::nanoTime);
  }

  /** Pekko's own, as the configuration has it. */
  static ActorSystemDependentAllocationStrategy least(Config config) {
    var least = config.getConfig("pekko.cluster.sharding.least-shard-allocation-strategy");
    return new LeastShardAllocationStrategy(
        least.getInt("rebalance-absolute-limit"), least.getDouble("rebalance-relative-limit"));
  }

  @Override
  public void start(ActorSystem system) {
    usual.start(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> regions) {
    return usual.allocateShard(requester, shard, fit(regions));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
    boolean anyStays = without(regions, leaving).nonEmpty();
    if (anyStays && isHeldByALeavingNode(regions)) {
      return Futures.successful(CollectionConverters.asScala(next(regions, moving)).toSet());
    }
    var fit = fit(regions);
    return pauses(fit) ? Futures.successful(Set$.MODULE$.<String>empty()) : spread(fit, moving);
  }

  /** Whether a node that has just come, and may have got a shard lately, is left alone. */
  private boolean pauses(Map<ActorRef, IndexedSeq<String>> regions) {
    long now = nanoTime.getAsLong();
    long warm = moves.settle().plus(moves.slowStart()).toNanos();
    return lastMove.filter(last -> now - last < moves.pause().toNanos()).isPresent()
        && CollectionConverters.asJava(regions).keySet().stream()
            .anyMatch(region -> now - since.get(region) < warm);
  }

  private Future<Set<String>> spread(
      Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
    var next = usual.rebalance(regions, moving);
    // the usual strategy has its answer at once
    if (next.value().exists(done -> done.isSuccess() && done.get().nonEmpty())) {
      lastMove = Optional.of(nanoTime.getAsLong());
    }
    return next;
  }

  private boolean isHeldByALeavingNode(Map<ActorRef, IndexedSeq<String>> regions) {
    return CollectionConverters.asJava(regions).entrySet().stream()
        .anyMatch(region -> leaving.test(region.getKey()) && region.getValue().nonEmpty());
  }

  /** Which shards of nodes that leave are to move now. */
  private HashSet<String> next(Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
    var next = new HashSet<String>();
    for (var region : CollectionConverters.asJava(regions).entrySet()) {
      if (leaving.test(region.getKey())) {
        CollectionConverters.asJava(region.getValue()).stream()
            .filter(shard -> !moving.contains(shard))
            .limit(Math.max(0, moves.atOnce() - moving.size() - next.size()))
            .forEach(next::add);
      }
    }
    return next;
  }

  /** The regions that may get shards; all of them, if it is none. */
  private Map<ActorRef, IndexedSeq<String>> fit(Map<ActorRef, IndexedSeq<String>> regions) {
    long now = nanoTime.getAsLong();
    var all = CollectionConverters.asJava(regions).keySet();
    since.keySet().retainAll(all);
    all.forEach(region -> since.putIfAbsent(region, now));
    var staying = without(regions, leaving);
    var settled = without(staying, region -> now - since.get(region) < moves.settle().toNanos());
    return settled.nonEmpty() ? settled : staying.nonEmpty() ? staying : regions;
  }

  private static Map<ActorRef, IndexedSeq<String>> without(
      Map<ActorRef, IndexedSeq<String>> regions, Predicate<ActorRef> which) {
    return regions.removedAll(
        CollectionConverters.asScala(
            CollectionConverters.asJava(regions).keySet().stream().filter(which).toList()));
  }
}
