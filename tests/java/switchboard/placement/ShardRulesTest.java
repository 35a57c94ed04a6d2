package switchboard.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.fakes.MemoryPlacement;
import switchboard.placement.ClusterNews.Kind;
import switchboard.placement.ClusterState.MemberState;
import switchboard.placement.PlacementReply.Described;
import switchboard.placement.ShardRules.Balance;

/** What is told of the shards, from what the nodes say. */
class ShardRulesTest {
  private final ClusterState state =
      new MemoryPlacement().withSecond().state().toCompletableFuture().resultNow();

  @Test
  void shardsAreInTheOrderOfTheirNumbersWithTheirNodes() {
    assertThat(ShardRules.types(state)).containsExactly("saga", "session");
    assertThat(ShardRules.shards(state, "session"))
        .extracting(hosted -> hosted.shard().shard(), ShardRules.Hosted::node)
        .containsExactly(
            tuple("2", MemoryPlacement.FIRST),
            tuple("3", MemoryPlacement.SECOND),
            tuple("7", MemoryPlacement.FIRST),
            tuple("11", MemoryPlacement.FIRST));
    assertThat(ShardRules.shard(state, "session", "9")).isEmpty();
  }

  @Test
  void everyNodeThatAnsweredHasAShareAndSilentOnesHaveNone() {
    assertThat(ShardRules.shares(state, "session"))
        .containsExactly(
            new ShardRules.Share(MemoryPlacement.FIRST, 3, 16, 90.75),
            new ShardRules.Share(MemoryPlacement.SECOND, 1, 4, 2));
    assertThat(ShardRules.shares(state, "nothing"))
        .extracting(ShardRules.Share::shards)
        .containsExactly(0, 0);
  }

  @Test
  void balanceIsLeastMedianAndMost() {
    assertThat(Balance.of(List.of())).isEqualTo(new Balance(0, 0, 0));
    assertThat(Balance.of(List.of(5))).isEqualTo(new Balance(5, 5, 5));
    assertThat(Balance.of(List.of(9, 2))).isEqualTo(new Balance(2, 5.5, 9));
    assertThat(Balance.of(List.of(9, 2, 3))).isEqualTo(new Balance(2, 3, 9));
  }

  @Test
  void newsAreWhatMovedAndOfASilentNodeNothingIsConcluded() {
    var homes = new ShardHomes();
    assertThat(homes.news(with("a", "1", "2", "b")))
        .extracting(ClusterNews::kind, ClusterNews::shard, ClusterNews::node, ClusterNews::snapshot)
        .containsExactly(
            tuple(Kind.SHARD_HOME, "1", "a", true), tuple(Kind.SHARD_HOME, "2", "b", true));
    assertThat(homes.news(with("a", "1", "2", "b"))).isEmpty();
    assertThat(homes.news(with("b", "1", "2", "b")))
        .extracting(ClusterNews::kind, ClusterNews::shard, ClusterNews::node, ClusterNews::previous)
        .containsExactly(tuple(Kind.SHARD_HOME, "1", "b", "a"));
    assertThat(homes.news(silent("b")))
        .extracting(ClusterNews::kind, ClusterNews::node)
        .containsExactly(tuple(Kind.SILENT, "b"));
    assertThat(homes.news(with("b", "1", "9", "b")))
        .extracting(ClusterNews::kind, ClusterNews::shard, ClusterNews::node)
        .containsExactly(
            tuple(Kind.ANSWERS, "", "b"),
            tuple(Kind.SHARD_LOST, "2", ""),
            tuple(Kind.SHARD_HOME, "9", "b"));
  }

  /** Nodes a and b with a shard each, or both at one of them. */
  private static ClusterState with(String one, String shard, String other, String at) {
    return cluster(
        List.of(
            member("a", one.equals("a") ? List.of(shard) : List.of()),
            member(
                "b", one.equals("b") && at.equals("b") ? List.of(shard, other) : List.of(other))));
  }

  private static ClusterState silent(String node) {
    return cluster(
        List.of(member("a", List.of()), new MemberState(node, "UP", true, Optional.empty())));
  }

  private static MemberState member(String node, List<String> shards) {
    var hosted = shards.stream().map(shard -> new HostedShard(shard, 1, 0)).toList();
    return new MemberState(
        node,
        "UP",
        true,
        Optional.of(
            new Described(
                node,
                MemoryPlacement.SINCE,
                "25",
                "1",
                List.of(),
                List.of(new HostedType("session", hosted)),
                List.of())));
  }

  private static ClusterState cluster(List<MemberState> members) {
    return new ClusterState("a", Optional.of("a"), members, Map.of());
  }

  @Test
  void aPinsNameSaysAllOfIt() {
    var pin = new Pin("bucket-daemon", "17", 1_700_000_000_000L);
    assertThat(Pin.ofName(pin.name())).contains(pin);
    for (var other : List.of("leaves", "pin~session~x~1", "pin~session~1", "pin~~1~1", "")) {
      assertThat(Pin.ofName(other)).as(other).isEmpty();
    }
  }
}
