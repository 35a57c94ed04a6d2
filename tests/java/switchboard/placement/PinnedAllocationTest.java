package switchboard.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.dispatch.Futures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import switchboard.fakes.TestSystems;

/** Where pinned shards live, and that all others are placed as without pins. */
class PinnedAllocationTest {
  private static final ActorTestKit KIT = ActorTestKit.create(TestSystems.member("pins"));

  private final ActorRef first = region(1);
  private final ActorRef second = region(2);
  private final Map<String, ActorRef> pins = new HashMap<>();
  private final Set<ActorRef> leaving = new HashSet<>();
  private final Usual usual = new Usual();
  private final PinnedAllocation allocation =
      new PinnedAllocation(
          usual, (shard, region) -> region.equals(pins.get(shard)), leaving::contains);

  @AfterAll
  static void stop() {
    ActorTestKit.shutdown(KIT.system());
  }

  private static ActorRef region(int node) {
    var address = new Address("pekko", "pins", "10.0.0." + node, 7625);
    return Adapter.toClassic(
        ActorRefResolver.get(KIT.system())
            .<Object>resolveActorRef(address + "/system/sharding/session"));
  }

  /** Takes the first region, and moves the first shard of the first region that has two. */
  private final class Usual implements ActorSystemDependentAllocationStrategy {
    @Override
    public void start(ActorSystem system) {}

    @Override
    public Future<ActorRef> allocateShard(
        ActorRef requester,
        String shard,
        scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> regions) {
      return Futures.successful(first);
    }

    @Override
    public Future<scala.collection.immutable.Set<String>> rebalance(
        scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> regions,
        scala.collection.immutable.Set<String> moving) {
      var moves = new ArrayList<String>();
      for (var shards : CollectionConverters.asJava(regions).values()) {
        if (shards.size() > 1) {
          moves.add(shards.apply(0));
        }
      }
      return Futures.successful(CollectionConverters.asScala(moves).toSet());
    }
  }

  private static scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> regions(
      Map<ActorRef, List<String>> shards) {
    var regions = new HashMap<ActorRef, IndexedSeq<String>>();
    shards.forEach(
        (region, held) -> regions.put(region, CollectionConverters.asScala(held).toVector()));
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(regions));
  }

  private Set<String> moved(Map<ActorRef, List<String>> shards, Set<String> moving) {
    return CollectionConverters.asJava(
        allocation
            .rebalance(regions(shards), CollectionConverters.asScala(moving).toSet())
            .value()
            .get()
            .get());
  }

  private ActorRef home(String shard) {
    var both = Map.of(first, List.<String>of(), second, List.<String>of());
    return allocation.allocateShard(first, shard, regions(both)).value().get().get();
  }

  @Test
  void aPinnedShardIsGivenToItsNodeAndOthersAsUsual() {
    pins.put("7", second);
    assertThat(home("7")).isEqualTo(second);
    assertThat(home("8")).isEqualTo(first);
  }

  @Test
  void aShardThatIsNotWhereItIsPinnedMovesFirstAndOnce() {
    pins.put("7", second);
    var shards = Map.of(first, List.of("5", "6", "7"), second, List.of("8"));
    assertThat(moved(shards, Set.of())).containsExactly("7");
    assertThat(moved(shards, Set.of("7"))).containsExactly("5");
  }

  @Test
  void aShardThatIsWhereItIsPinnedStaysAndAnotherMovesInstead() {
    pins.put("5", first);
    var shards = Map.of(first, List.of("5", "6", "7"), second, List.of("8"));
    assertThat(moved(shards, Set.of())).containsExactly("6");
    pins.put("6", first);
    pins.put("7", first);
    assertThat(moved(shards, Set.of())).as("all are pinned").isEmpty();
  }

  @Test
  void aPinToANodeThatLeavesOrIsGoneDoesNotCount() {
    pins.put("7", second);
    leaving.add(second);
    assertThat(home("7")).isEqualTo(first);
    assertThat(moved(Map.of(first, List.of("7"), second, List.of()), Set.of())).isEmpty();
    assertThat(moved(Map.of(first, List.of(), second, List.of("7", "8")), Set.of()))
        .containsExactly("7");
    leaving.clear();
    pins.put("7", region(3));
    assertThat(home("7")).isEqualTo(first);
  }

  @Test
  void theLaterPinOfAShardCountsAndItIsGoneWithItsSign() {
    var known = new Pins(KIT.system().address());
    var probe = KIT.<Object>createTestProbe();
    var earlier = sign("10.0.0.1", new Pin("session", "7", 1));
    var later = sign("10.0.0.2", new Pin("session", "7", 2));
    known.listed(List.of(later, earlier, probe.ref()));
    assertThat(known.of("session", "7")).contains(later.path().address());
    assertThat(known.of("saga", "7")).isEmpty();
    assertThat(known.all()).isEqualTo(Map.of("session", Map.of("7", "10.0.0.2:7625")));
    assertThat(PinnedAllocation.of(known, "session").isHome("7", second)).isTrue();
    assertThat(PinnedAllocation.of(known, "session").isHome("7", first)).isFalse();
    known.listed(List.of(earlier));
    assertThat(known.of("session", "7")).contains(earlier.path().address());
    known.listed(List.of());
    assertThat(known.of("session", "7")).isEmpty();
  }

  private static org.apache.pekko.actor.typed.ActorRef<Object> sign(String host, Pin pin) {
    var address = new Address("pekko", "pins", host, 7625);
    return ActorRefResolver.get(KIT.system())
        .resolveActorRef(address + "/system/placement/" + pin.name());
  }
}
