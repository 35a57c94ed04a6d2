package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Set;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import switchboard.directory.NodeDesks;
import switchboard.placement.ClusterPlacement;
import switchboard.placement.ClusterState;
import switchboard.placement.PinnedAllocation;
import switchboard.placement.Pins;
import switchboard.placement.Placement;
import switchboard.placement.PlacementDesk;
import switchboard.placement.ShardRules;
import switchboard.session.ShardedSessions;

/** This node's part in where members and shards are. */
final class NodePlacement {
  private static final Set<String> NONE_MOVING =
      CollectionConverters.asScala(List.<String>of()).toSet();

  private final ActorSystem<?> system;
  private final Config config;
  private final LeavingNodes leaving;
  private final Pins pins;

  /** Starts this node's desk. */
  NodePlacement(ActorSystem<?> system, Config config, LeavingNodes leaving) {
    this.system = system;
    this.config = config;
    this.leaving = leaving;
    this.pins =
        PlacementDesk.start(
            system, () -> CoordinatedShutdown.get(system).run(NodeEnd.Stopped.INSTANCE));
  }

  /** Where sessions' shards live. */
  ShardAllocationStrategy allocation() {
    return pinned(GradualAllocation.from(config, leaving));
  }

  private PinnedAllocation pinned(ActorSystemDependentAllocationStrategy usual) {
    return new PinnedAllocation(
        usual, PinnedAllocation.of(pins, ShardedSessions.NAME), leaving::isLeaving);
  }

  /** Members and shards of the cluster, to be asked at this node. */
  Placement placement() {
    return new ClusterPlacement(system, pins, this::plan);
  }

  /**
   * Asks a strategy of its own, since that of the coordinator belongs to the coordinator's thread.
   * Nodes that still settle are left out, as the coordinator's strategy does it.
   */
  private CompletionStage<Placement.Plan> plan(
      ClusterState state, String type, Map<String, Address> addresses) {
    var settle = MoveSettings.from(config).settle();
    var settled = Instant.now().minus(settle);
    var settling =
        state.said().stream()
            .filter(said -> said.up().isAfter(settled))
            .map(said -> said.node())
            .toList();
    boolean all = settling.size() == state.said().size();
    var shards = new HashMap<ActorRef, List<String>>();
    for (var said : state.said()) {
      if (addresses.containsKey(said.node()) && (all || !settling.contains(said.node()))) {
        shards.put(region(addresses.get(said.node()), type), new ArrayList<>());
      }
    }
    for (var hosted : ShardRules.shards(state, type)) {
      var region = region(addresses.get(hosted.node()), type);
      shards.getOrDefault(region, new ArrayList<>()).add(hosted.shard().shard());
    }
    var strategy = strategy(type);
    strategy.start(system.classicSystem());
    return FutureConverters.asJava(strategy.rebalance(regions(shards), NONE_MOVING))
        .thenCompose(moves -> moves(strategy, shards, CollectionConverters.asJava(moves)))
        .thenApply(moves -> new Placement.Plan(moves, all ? List.of() : settling));
  }

  private ActorSystemDependentAllocationStrategy strategy(String type) {
    return type.equals(ShardedSessions.NAME)
        ? pinned(GradualAllocation.settled(config, leaving))
        : GradualAllocation.least(config);
  }

  /** Only its address counts. */
  private ActorRef region(Address node, String type) {
    return Adapter.toClassic(
        ActorRefResolver.get(system).<Object>resolveActorRef(node + "/system/sharding/" + type));
  }

  private static scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> regions(
      Map<ActorRef, List<String>> shards) {
    var regions = new HashMap<ActorRef, IndexedSeq<String>>();
    shards.forEach(
        (region, held) -> regions.put(region, CollectionConverters.asScala(held).toVector()));
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(regions));
  }

  /** One after the other, as each is given a home where the one before found its own. */
  private CompletionStage<List<Placement.Move>> moves(
      ActorSystemDependentAllocationStrategy strategy,
      Map<ActorRef, List<String>> shards,
      Iterable<String> moving) {
    CompletionStage<List<Placement.Move>> moves =
        CompletableFuture.completedStage(new ArrayList<>());
    for (var shard : moving) {
      moves =
          moves.thenCompose(
              found -> {
                var from = holder(shards, shard);
                shards.get(from).remove(shard);
                return FutureConverters.asJava(strategy.allocateShard(from, shard, regions(shards)))
                    .thenApply(
                        to -> {
                          shards.get(to).add(shard);
                          found.add(new Placement.Move(shard, at(from), at(to)));
                          return found;
                        });
              });
    }
    return moves;
  }

  private static ActorRef holder(Map<ActorRef, List<String>> shards, String shard) {
    return shards.entrySet().stream()
        .filter(region -> region.getValue().contains(shard))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a shard that nobody holds is to move"))
        .getKey();
  }

  private String at(ActorRef region) {
    var address = region.path().address();
    return NodeDesks.hostAndPort(address.hasGlobalScope() ? address : system.address());
  }
}
