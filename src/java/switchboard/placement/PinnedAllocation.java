package switchboard.placement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.apache.pekko.dispatch.Futures;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps pinned shards where operators pinned them, as long as their nodes take shards; everything
 * else is left to another strategy.
 */
public final class PinnedAllocation implements ActorSystemDependentAllocationStrategy {
  private final ActorSystemDependentAllocationStrategy usual;
  private final Homes homes;
  private final Predicate<ActorRef> leaving;

  /** Tells whether a shard is pinned to the node of a region. */
  @FunctionalInterface
  public interface Homes {
    boolean isHome(String shard, ActorRef region);
  }

  /** Shards of a type, as this node knows the pins. */
  public static Homes of(Pins pins, String type) {
    return (shard, region) ->
        pins.of(type, shard).filter(pins.whole(region.path().address())::equals).isPresent();
  }

  /**
   * @param usual decides for all shards that are not pinned
   * @param leaving whether the node of a region is about to leave; then its pins do not count
   */
  public PinnedAllocation(
      ActorSystemDependentAllocationStrategy usual, Homes homes, Predicate<ActorRef> leaving) {
    this.usual = usual;
    this.homes = homes;
    this.leaving = leaving;
  }

  @Override
  public void start(ActorSystem system) {
    usual.start(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> regions) {
    return home(shard, regions)
        .map(Futures::successful)
        .orElseGet(() -> usual.allocateShard(requester, shard, regions));
  }

  private Optional<ActorRef> home(String shard, Map<ActorRef, IndexedSeq<String>> regions) {
    return CollectionConverters.asJava(regions).keySet().stream()
        .filter(region -> homes.isHome(shard, region) && !leaving.test(region))
        .findFirst();
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> regions, Set<String> moving) {
    var pinned = new HashMap<String, ActorRef>();
    var astray = new HashSet<String>();
    CollectionConverters.asJava(regions)
        .forEach(
            (region, shards) ->
                CollectionConverters.asJava(shards)
                    .forEach(
                        shard ->
                            home(shard, regions)
                                .ifPresent(
                                    home -> {
                                      pinned.put(shard, home);
                                      if (!home.equals(region) && !moving.contains(shard)) {
                                        astray.add(shard);
                                      }
                                    })));
    if (!astray.isEmpty()) {
      return Futures.successful(CollectionConverters.asScala(astray).toSet());
    }
    return pinned.isEmpty()
        ? usual.rebalance(regions, moving)
        : without(
            pinned.keySet(), usual.rebalance(pinnedLast(regions, pinned::containsKey), moving));
  }

  /** The strategies take the first shards of a region that has too many. */
  private static Map<ActorRef, IndexedSeq<String>> pinnedLast(
      Map<ActorRef, IndexedSeq<String>> regions, Predicate<String> pinned) {
    var arranged = new HashMap<ActorRef, IndexedSeq<String>>();
    CollectionConverters.asJava(regions)
        .forEach(
            (region, shards) -> {
              var all = CollectionConverters.asJava(shards);
              List<String> order =
                  Stream.concat(all.stream().filter(pinned.negate()), all.stream().filter(pinned))
                      .toList();
              arranged.put(region, CollectionConverters.asScala(order).toVector());
            });
    return Map.from(CollectionConverters.asScala(arranged));
  }

  private static Future<Set<String>> without(
      java.util.Set<String> pinned, Future<Set<String>> moves) {
    return moves.<Set<String>>map(
        chosen ->
            CollectionConverters.asScala(
                    CollectionConverters.asJava(chosen).stream()
                        .filter(shard -> !pinned.contains(shard))
                        .toList())
                .toSet(),
        ExecutionContexts.fromExecutor(Runnable::run));
  }
}
