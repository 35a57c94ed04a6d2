package switchboard.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.placement.MemberRules.Problem.MAJORITY_LOST;
import static switchboard.placement.MemberRules.Problem.NODE_HEALTHY;
import static switchboard.placement.MemberRules.Problem.NODE_NOT_FOUND;
import static switchboard.placement.MemberRules.Problem.NODE_SILENT;
import static switchboard.placement.MemberRules.Problem.NOTHING_UNREACHABLE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.placement.ClusterState.MemberState;
import switchboard.placement.MemberRules.Moving;
import switchboard.placement.MemberRules.Outlook;
import switchboard.placement.PlacementReply.Described;

/** Which members may be taken out of the cluster, and what that means. */
class MemberRulesTest {
  private static MemberState well(int node) {
    var said =
        new Described(
            "n:" + node,
            Instant.EPOCH,
            "25",
            "1",
            List.of(),
            List.of(
                new HostedType("saga", List.of(new HostedShard("1", 2, 0))),
                new HostedType(
                    "session", List.of(new HostedShard("1", 30, 0), new HostedShard("2", 4, 0)))),
            List.of());
    return new MemberState("n:" + node, "UP", true, Optional.of(said));
  }

  private static MemberState away(int node) {
    return new MemberState("n:" + node, "UP", false, Optional.empty());
  }

  /** One that all can reach, but that does not answer. */
  private static MemberState stuck(int node) {
    return new MemberState("n:" + node, "UP", true, Optional.empty());
  }

  private static ClusterState cluster(MemberState... members) {
    return new ClusterState("n:1", Optional.of("n:1"), List.of(members), Map.of());
  }

  private static Outlook down(ClusterState state, boolean force, String... nodes) {
    return MemberRules.down(state, List.of(nodes), force);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,false",
    "0,1,false",
    "1,1,true",
    "1,2,false",
    "2,3,true",
    "2,4,false",
    "3,5,true"
  })
  void aMajorityIsMoreThanHalf(int some, int members, boolean is) {
    assertThat(MemberRules.isMajority(some, members)).isEqualTo(is);
  }

  @Test
  void aNodeThatIsGoneMayBeDownedWhileAMajorityIsLeft() {
    var outlook = down(cluster(well(1), well(2), away(3)), false, "n:3");
    assertThat(outlook).isEqualTo(new Outlook(List.of("n:3"), 3, 2, List.of(), Optional.empty()));
    assertThat(outlook.majority()).isTrue();
    assertThat(down(cluster(well(1), well(2), stuck(3)), false, "n:3").problem()).isEmpty();
  }

  @Test
  void aHealthyNodeIsDownedByForceOnlyAndWithItWhatItHostsMoves() {
    var state = cluster(well(1), well(2), well(3));
    assertThat(down(state, false, "n:3").problem()).contains(NODE_HEALTHY);
    assertThat(down(state, true, "n:3").problem()).isEmpty();
    assertThat(down(state, true, "n:3", "n:2").moves())
        .containsExactly(new Moving("saga", 2, 4), new Moving("session", 4, 68));
  }

  @Test
  void theSideThatIsCutOffCannotDownTheOther() {
    var state = cluster(well(1), away(2), away(3));
    var outlook = MemberRules.downUnreachable(state, false);
    assertThat(outlook.nodes()).containsExactly("n:2", "n:3");
    assertThat(outlook.problem()).contains(MAJORITY_LOST);
    assertThat(outlook.healthy()).isEqualTo(1);
    assertThat(MemberRules.downUnreachable(state, true).problem()).isEmpty();
    assertThat(down(cluster(well(1), away(2)), false, "n:2").problem()).contains(MAJORITY_LOST);
  }

  @Test
  void whatIsNotUnreachableIsNotDownedWithTheUnreachable() {
    assertThat(MemberRules.downUnreachable(cluster(well(1), stuck(2), away(3)), true).nodes())
        .containsExactly("n:3");
    assertThat(MemberRules.downUnreachable(cluster(well(1), stuck(2)), true).problem())
        .contains(NOTHING_UNREACHABLE);
  }

  @Test
  void aNodeMayLeaveIfItAnswersAndAMajorityStays() {
    assertThat(MemberRules.leave(cluster(well(1), well(2), well(3)), "n:3", false))
        .isEqualTo(
            new Outlook(
                List.of("n:3"),
                3,
                2,
                List.of(new Moving("saga", 1, 2), new Moving("session", 2, 34)),
                Optional.empty()));
    var two = cluster(well(1), well(2));
    assertThat(MemberRules.leave(two, "n:2", false).problem()).contains(MAJORITY_LOST);
    assertThat(MemberRules.leave(two, "n:2", true).problem()).isEmpty();
    assertThat(MemberRules.leave(cluster(well(1)), "n:1", false).problem()).contains(MAJORITY_LOST);
  }

  @Test
  void whoSaysNothingCannotLeaveEvenByForce() {
    var state = cluster(well(1), well(2), away(3), stuck(4));
    assertThat(MemberRules.leave(state, "n:3", true).problem()).contains(NODE_SILENT);
    assertThat(MemberRules.leave(state, "n:4", true).problem()).contains(NODE_SILENT);
  }

  @Test
  void whoIsNoMemberIsNotFound() {
    var state = cluster(well(1), well(2), away(3));
    assertThat(MemberRules.leave(state, "n:9", true).problem()).contains(NODE_NOT_FOUND);
    assertThat(down(state, true, "n:3", "n:9").problem()).contains(NODE_NOT_FOUND);
  }

  @Test
  void whoIsOnlyJoiningDoesNotCountTowardsTheMajority() {
    var members = new ArrayList<>(List.of(well(1), well(2), away(3)));
    members.add(new MemberState("n:4", "JOINING", true, well(4).said()));
    var state = new ClusterState("n:1", Optional.empty(), members, Map.of());
    assertThat(MemberRules.healthy(state)).isEqualTo(2);
    assertThat(down(state, false, "n:3").problem()).contains(MAJORITY_LOST);
  }
}
