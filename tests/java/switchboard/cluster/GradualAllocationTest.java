package switchboard.cluster;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import org.apache.pekko.dispatch.Futures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import switchboard.fakes.TestSystems;

/** Which shards move away from a node that is about to leave, and where they go. */
class GradualAllocationTest {
  private static final ActorTestKit KIT = ActorTestKit.create(TestSystems.member("allocation"));

  private static final MoveSettings MOVES =
      new MoveSettings(ofSeconds(10), ofSeconds(40), ofSeconds(4), 4, ofSeconds(15));

  private final ActorRef first = region();
  private final ActorRef second = region();
  private final ActorRef third = region();
  private final Set<ActorRef> leaving = new HashSet<>();
  private final Usual usual = new Usual();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final GradualAllocation allocation =
      new GradualAllocation(usual, leaving::contains, MOVES, nanos::get);

  @AfterAll
  static void stop() {
    ActorTestKit.shutdown(KIT.system());
  }

  private static ActorRef region() {
    return Adapter.toClassic(KIT.createTestProbe().ref());
  }

  /** Notes what it was asked, takes the first region and moves the shard "usual". */
  private static final class Usual implements ActorSystemDependentAllocationStrategy {
    private Set<ActorRef> regions = Set.of();

    @Override
    public void start(ActorSystem system) {}

    @Override
    public Future<ActorRef> allocateShard(
        ActorRef requester,
        String shard,
        scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> current) {
      regions = CollectionConverters.asJava(current).keySet();
      return Futures.successful(regions.iterator().next());
    }

    @Override
    public Future<scala.collection.immutable.Set<String>> rebalance(
        scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> current,
        scala.collection.immutable.Set<String> moving) {
      regions = CollectionConverters.asJava(current).keySet();
      return Futures.successful(set(Set.of("usual")));
    }
  }

  private static <T> scala.collection.immutable.Set<T> set(Set<T> elements) {
    return CollectionConverters.asScala(elements).toSet();
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
        allocation.rebalance(regions(shards), set(moving)).value().get().get());
  }

  private ActorRef home(Map<ActorRef, List<String>> shards) {
    return allocation.allocateShard(first, "new", regions(shards)).value().get().get();
  }

  private static List<String> shards(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(Integer::toString).toList();
  }

  private void pass(int seconds) {
    nanos.addAndGet(ofSeconds(seconds).toNanos());
  }

  @Test
  void withoutALeavingNodeItDecidesAsUsual() {
    var shards = Map.of(first, shards(0, 10), second, shards(10, 10));
    assertThat(moved(shards, Set.of())).containsExactly("usual");
    assertThat(usual.regions).containsExactlyInAnyOrder(first, second);
    home(shards);
    assertThat(usual.regions).containsExactlyInAnyOrder(first, second);
  }

  @Test
  void aLeavingNodeLosesAFewShardsAtATime() {
    leaving.add(first);
    var shards = Map.of(first, shards(0, 10), second, shards(10, 10), third, shards(20, 10));
    assertThat(moved(shards, Set.of())).hasSize(4).isSubsetOf(shards(0, 10));
    assertThat(moved(shards, Set.of("0", "1", "2")))
        .hasSize(1)
        .isSubsetOf(shards(3, 7))
        .doesNotContain("0", "1", "2");
    assertThat(moved(shards, Set.of("0", "1", "2", "3"))).isEmpty();
  }

  @Test
  void severalLeavingNodesShareTheRound() {
    leaving.addAll(Set.of(first, second));
    var shards = Map.of(first, shards(0, 3), second, shards(10, 3), third, shards(20, 3));
    assertThat(moved(shards, Set.of())).hasSize(4).doesNotContainAnyElementsOf(shards(20, 3));
  }

  @Test
  void nothingElseMovesUntilALeavingNodeIsEmpty() {
    leaving.add(first);
    assertThat(moved(Map.of(first, shards(0, 1), second, List.of()), Set.of("0"))).isEmpty();
    assertThat(moved(Map.of(first, List.of(), second, List.of()), Set.of()))
        .containsExactly("usual");
    assertThat(usual.regions).containsExactly(second);
  }

  @Test
  void aLeavingNodeGetsNoShard() {
    leaving.add(first);
    assertThat(home(Map.of(first, List.of(), second, shards(0, 9)))).isEqualTo(second);
    assertThat(usual.regions).containsExactly(second);
  }

  @Test
  void aNodeThatHasJustComeGetsNoShardForAMoment() {
    home(Map.of(first, shards(0, 5), second, shards(5, 5)));
    pass(9);
    var three = Map.of(first, shards(0, 5), second, shards(5, 5), third, List.<String>of());
    home(three);
    assertThat(usual.regions).as("none is settled yet").hasSize(3);
    pass(1);
    assertThat(home(three)).isNotEqualTo(third);
    assertThat(moved(three, Set.of())).containsExactly("usual");
    assertThat(usual.regions).containsExactlyInAnyOrder(first, second);
    pass(9);
    moved(three, Set.of());
    assertThat(usual.regions).hasSize(3);
  }

  @Test
  void aNodeThatIsColdGetsAShardNowAndThen() {
    var both = Map.of(first, shards(0, 10), second, List.<String>of());
    home(both);
    pass(10);
    assertThat(moved(both, Set.of())).containsExactly("usual");
    pass(3);
    assertThat(moved(both, Set.of())).as("3 s later").isEmpty();
    pass(1);
    assertThat(moved(both, Set.of())).as("4 s later").containsExactly("usual");
    pass(35);
    assertThat(moved(both, Set.of())).containsExactly("usual");
    pass(1);
    assertThat(moved(both, Set.of())).as("warm after 50 s").containsExactly("usual");
    assertThat(moved(both, Set.of())).as("warm after 50 s").containsExactly("usual");
  }

  @Test
  void aNodeThatCameBackIsNewAgain() {
    var both = Map.of(first, shards(0, 5), second, shards(5, 5));
    home(both);
    pass(10);
    home(Map.of(first, shards(0, 10)));
    home(both);
    assertThat(usual.regions).containsExactly(first);
  }

  @Test
  void whereAllLeaveItDecidesAsUsual() {
    leaving.addAll(Set.of(first, second));
    var shards = Map.of(first, shards(0, 10), second, shards(10, 10));
    assertThat(moved(shards, Set.of())).containsExactly("usual");
    home(shards);
    assertThat(usual.regions).containsExactlyInAnyOrder(first, second);
  }
}
