package switchboard.ops.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import switchboard.v1.NodeFigures;

/** Two looks at the nodes make rates. */
class RatesTest {
  private static Rates rates(NodeFigures.Builder before, NodeFigures.Builder now) {
    return Rates.between(Looks.of(0, before).build(), Looks.of(2, now).build());
  }

  @Test
  void differencesAreDividedByTheNodesOwnTime() {
    var now = Looks.node(1, 104, 50);
    var rate = rates(Looks.node(1, 100, 50), now).of(now.build()).orElseThrow();
    assertThat(rate.acknowledged()).isEqualTo(50);
    assertThat(rate.answered()).isEqualTo(50);
    assertThat(rate.pushed()).isEqualTo(100);
    assertThat(rate.refused()).isEqualTo(1);
    assertThat(rate.failed()).isZero();
    // half a second of processor each second, of four processors
    assertThat(rate.processors()).isCloseTo(0.125, within(1e-9));
    assertThat(rate.collection()).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void aNodeThatWasRestartedHasNoRateUntilTheNextLook() {
    var reborn = Looks.node(1, 3, 10);
    reborn.getNodeBuilder().getIdentityBuilder().setUid(77);
    assertThat(rates(Looks.node(1, 100, 50), reborn).nodes()).isEmpty();
    var later = reborn.clone().setUptime(Looks.node(1, 5, 10).getUptime()).setMessagesAnswered(50);
    assertThat(rates(reborn, later).of(later.build()).orElseThrow().answered()).isEqualTo(10);
  }

  @Test
  void countersThatGoBackNeverMakeANegativeRate() {
    var now =
        Looks.node(1, 101, 50)
            .setMessagesAnswered(3)
            .setProcessorTime(Looks.node(1, 1, 1).getProcessorTime());
    var rate = rates(Looks.node(1, 100, 50), now).of(now.build()).orElseThrow();
    assertThat(rate.answered()).isZero();
    assertThat(rate.processors()).isZero();
    assertThat(rate.acknowledged()).isEqualTo(50);
    // as the uptime of a process that began anew under the same uid would
    assertThat(rates(Looks.node(1, 100, 50), Looks.node(1, 3, 10)).nodes()).isEmpty();
    assertThat(rates(Looks.node(1, 100, 50), Looks.node(1, 100, 50)).nodes()).isEmpty();
  }

  @Test
  void aNodeThatWasOrIsSilentHasNoRate() {
    assertThat(rates(Looks.node(1, 100, 50), Looks.silent(1, true)).nodes()).isEmpty();
    assertThat(rates(Looks.silent(1, false), Looks.node(1, 100, 50)).nodes()).isEmpty();
  }

  @Test
  void theTotalIsOfThoseThatHaveARate() {
    var rates =
        Rates.between(
            Looks.of(0, Looks.node(1, 100, 50), Looks.node(2, 50, 30), Looks.node(3, 9, 1)).build(),
            Looks.of(1, Looks.node(1, 101, 50), Looks.node(2, 52, 30), Looks.silent(3, true))
                .build());
    assertThat(rates.total().orElseThrow().answered()).isEqualTo(80);
    assertThat(Rates.UNKNOWN.total()).isEmpty();
  }
}
