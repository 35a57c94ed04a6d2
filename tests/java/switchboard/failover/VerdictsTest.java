package switchboard.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When refused connections prove a death, and when they do not. */
class VerdictsTest {
  private static final Duration VALID = Duration.ofMillis(1500);
  private static final long NOW = Long.MAX_VALUE - 5; // the clock may turn over

  private static final NodeLife A = node("a");
  private static final NodeLife B = node("b");
  private static final NodeLife C = node("c");
  private static final NodeLife D = node("d");
  private static final NodeLife E = node("e");

  private final Verdicts verdicts = new Verdicts(VALID);

  private record Said(NodeLife witness, NodeLife subject, boolean refused) {
    void to(Verdicts verdicts) {
      if (refused) {
        verdicts.refused(witness, subject, NOW);
      } else {
        verdicts.withdrawn(witness, subject);
      }
    }
  }

  private static NodeLife node(String name) {
    return new NodeLife("pekko://switchboard@" + name + ":7625", 1);
  }

  private static View three(NodeLife self, NodeLife... unreachable) {
    return new View(self, List.of(A, B, C), Set.of(unreachable));
  }

  private static View five(NodeLife self, NodeLife... unreachable) {
    return new View(self, List.of(A, B, C, D, E), Set.of(unreachable));
  }

  private Optional<Verdicts.Decision> decide(View view) {
    return verdicts.decide(view, NOW);
  }

  private void refused(NodeLife subject, NodeLife... witnesses) {
    for (var witness : witnesses) {
      verdicts.refused(witness, subject, NOW);
    }
  }

  private static Optional<Verdicts.Decision> dead(NodeLife executor, NodeLife... dead) {
    return Optional.of(new Verdicts.Decision(Set.of(dead), executor));
  }

  @Test
  void nothingIsDecidedWithoutARefusal() {
    assertThat(decide(three(A))).isEmpty();
    assertThat(decide(three(A, B))).isEmpty();
    assertThat(decide(three(A, B, C))).isEmpty();
  }

  @Test
  void whomEverybodyElseIsRefusedByIsDead() {
    refused(C, A, B);
    assertThat(decide(three(A))).isEqualTo(dead(A, C));
    assertThat(decide(three(B))).isEqualTo(dead(A, C));
    assertThat(decide(three(B, C))).isEqualTo(dead(A, C));
  }

  @Test
  void oneWhoIsStillAnsweredByItsOwnAccountSavesIt() {
    refused(C, A);
    assertThat(decide(three(A))).isEmpty();
    refused(C, B);
    verdicts.withdrawn(A, C);
    assertThat(decide(three(A))).isEmpty();
    assertThat(decide(three(B))).isEmpty();
  }

  @Test
  void theMinorityDecidesNothingWhateverItIsRefusedBy() {
    refused(A, C);
    refused(B, C);
    assertThat(decide(three(C))).isEmpty();
    assertThat(decide(three(C, A, B))).isEmpty();
    refused(C, A, B);
    assertThat(decide(three(C))).isEmpty();
  }

  @Test
  void halfOfTheClusterIsNoMajority() {
    var two = new View(A, List.of(A, B), Set.of());
    refused(B, A);
    assertThat(decide(two)).isEmpty();
    var four = new View(A, List.of(A, B, C, D), Set.of());
    refused(C, A, B);
    refused(D, A, B);
    assertThat(decide(four)).isEmpty();
  }

  @Test
  void anUnreachableNodeIsNotAskedAndNotCounted() {
    refused(E, A, B, C);
    assertThat(decide(five(A))).as("D has said nothing").isEmpty();
    assertThat(decide(five(A, D))).isEqualTo(dead(A, E));
    assertThat(decide(five(A, C, D))).as("two of five").isEmpty();
  }

  @Test
  void twoThatDieTogetherAreFoundTogether() {
    refused(D, A, B, C);
    assertThat(decide(five(A))).as("E is asked, too").isEmpty();
    refused(E, A, B);
    assertThat(decide(five(A))).as("C is not refused by E").isEmpty();
    refused(E, C);
    assertThat(decide(five(B))).isEqualTo(dead(A, D, E));
  }

  @Test
  void theFirstOfTheJuryCarriesItOutAlsoWhenTheFirstMemberIsTheDeadOne() {
    refused(A, B, C);
    assertThat(decide(three(C))).isEqualTo(dead(B, A));
    assertThat(decide(three(B, A))).isEqualTo(dead(B, A));
  }

  @Test
  void aProcessThatWasStartedAgainIsAnotherOne() {
    refused(C, A, B);
    var again = new NodeLife(C.address(), 2);
    assertThat(decide(new View(A, List.of(A, B, again), Set.of()))).isEmpty();
  }

  @Test
  void whatAnEarlierLifeOfAWitnessSaidDoesNotCount() {
    var earlier = new NodeLife(B.address(), 0);
    refused(C, A, earlier);
    assertThat(decide(three(A))).isEmpty();
  }

  @Test
  void aVerdictExpires() {
    long later = NOW + VALID.toNanos() + 1;
    refused(C, A, B);
    assertThat(verdicts.decide(three(A), later)).isEmpty();
    verdicts.refused(A, C, later);
    assertThat(verdicts.decide(three(A), later)).as("B's is too old").isEmpty();
    verdicts.expire(later);
    verdicts.refused(B, C, later);
    assertThat(verdicts.decide(three(A), later)).isEqualTo(dead(A, C));
  }

  @Test
  void aNodeThatCannotBeReachedByOthersAndSaysSoDownsNobody() {
    // a machine whose own route refuses everything: it sees all the others dead
    refused(A, C);
    refused(B, C);
    refused(D, C);
    refused(E, C);
    for (var self : List.of(A, B, C, D, E)) {
      assertThat(decide(five(self))).isEmpty();
    }
  }

  @Test
  void theOrderInWhichVerdictsComeDoesNotMatter() {
    var said =
        List.of(
            new Said(A, C, true),
            new Said(B, C, true),
            new Said(B, A, true),
            new Said(A, B, true),
            new Said(C, B, true));
    var decisions =
        permutations(said.size()).stream()
            .map(
                order -> {
                  var heard = new Verdicts(VALID);
                  order.forEach(i -> said.get(i).to(heard));
                  return heard.decide(three(A), NOW);
                })
            .distinct()
            .toList();
    assertThat(decisions).containsExactly(Optional.empty());
  }

  @Test
  void inEveryOrderTheDecisionFallsWithTheLastVerdictThatItNeeds() {
    var said =
        List.of(
            new Said(A, D, true),
            new Said(B, D, true),
            new Said(C, D, true),
            new Said(A, E, true),
            new Said(B, E, true),
            new Said(C, E, true));
    for (var order : permutations(said.size())) {
      var heard = new Verdicts(VALID);
      for (int i = 0; i < order.size(); i++) {
        assertThat(heard.decide(five(B), NOW)).as("%s, %s heard", order, i).isEmpty();
        said.get(order.get(i)).to(heard);
      }
      assertThat(heard.decide(five(B), NOW)).isEqualTo(dead(A, D, E));
    }
  }

  @Test
  void noSetOfVerdictsLetsTwoDisjointSidesDownEachOther() {
    var all = List.of(A, B, C);
    var pairs = new ArrayList<Said>();
    for (var witness : all) {
      all.stream()
          .filter(subject -> !subject.equals(witness))
          .forEach(subject -> pairs.add(new Said(witness, subject, true)));
    }
    for (int set = 0; set < 1 << pairs.size(); set++) {
      var heard = new Verdicts(VALID);
      for (int i = 0; i < pairs.size(); i++) {
        if ((set & 1 << i) != 0) {
          pairs.get(i).to(heard);
        }
      }
      var downed =
          all.stream().flatMap(self -> heard.decide(three(self), NOW).stream()).distinct().toList();
      assertThat(downed).as("with the same verdicts, set %s", set).hasSizeLessThanOrEqualTo(1);
      assertThat(downed).allMatch(decision -> decision.dead().size() == 1);
    }
  }

  private static List<List<Integer>> permutations(int size) {
    if (size == 0) {
      return List.of(List.of());
    }
    return permutations(size - 1).stream()
        .flatMap(
            shorter ->
                IntStream.rangeClosed(0, shorter.size())
                    .mapToObj(
                        at -> {
                          var longer = new ArrayList<>(shorter);
                          longer.add(at, size - 1);
                          return List.copyOf(longer);
                        }))
        .toList();
  }
}
