package switchboard.ops.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What looks and keys make of the state. */
class TopStateTest {
  private static final TopState TWO_LOOKS =
      TopState.EMPTY
          .seen(Looks.of(0, Looks.node(2, 60, 10), Looks.node(1, 60, 90)).build())
          .seen(Looks.of(1, Looks.node(2, 61, 10), Looks.node(1, 61, 90)).build());

  private static List<String> order(TopState state) {
    return state.nodes().stream().map(node -> node.getNode().getIdentity().getAddress()).toList();
  }

  private static TopState pressed(TopState state, String keys) {
    var next = state;
    for (var key : keys.toCharArray()) {
      next = next.pressed(key);
    }
    return next;
  }

  @Test
  void eachLookAddsOneValueToTheGraphOnceThereIsARate() {
    assertThat(TWO_LOOKS.turns()).containsExactly(100.0);
    var state = TWO_LOOKS;
    for (int second = 2; second < 800; second++) {
      state = state.seen(Looks.of(second, Looks.node(1, 60 + second, second)).build());
    }
    assertThat(state.turns()).hasSize(600);
  }

  @Test
  void aLookThatFailsKeepsWhatWasSeenAndTheNextOneForgetsTheProblem() {
    var failed = TWO_LOOKS.failed("no node answered");
    assertThat(failed.latest()).isEqualTo(TWO_LOOKS.latest());
    assertThat(failed.problem()).contains("no node answered");
    assertThat(failed.seen(TWO_LOOKS.latest().orElseThrow()).problem()).isEmpty();
  }

  @Test
  void theNodesAreSortedByOneColumnAfterTheOther() {
    assertThat(order(TWO_LOOKS)).containsExactly("10.0.0.1:7625", "10.0.0.2:7625");
    assertThat(order(pressed(TWO_LOOKS, "s"))).containsExactly("10.0.0.1:7625", "10.0.0.2:7625");
    assertThat(order(pressed(TWO_LOOKS, "ss"))).containsExactly("10.0.0.2:7625", "10.0.0.1:7625");
    assertThat(pressed(TWO_LOOKS, "sssssss").choices().order()).isEqualTo(Order.NODE);
    for (var order : Order.values()) {
      var silent = TWO_LOOKS.seen(Looks.of(2, Looks.silent(9, true), Looks.node(1, 62, 9)).build());
      var keys = "s".repeat(order.ordinal());
      assertThat(order(pressed(silent, keys))).as(order.title()).first().isEqualTo("10.0.0.1:7625");
    }
  }

  @Test
  void aRowsNumberShowsItsNodeAndTheSameAgainClosesIt() {
    var selected = TWO_LOOKS.pressed('2');
    assertThat(selected.selected()).contains("10.0.0.2:7625");
    // it stays with the node when the rows change places
    assertThat(pressed(selected, "ss").selectedNode().orElseThrow().getNode().getIdentity())
        .extracting("address")
        .isEqualTo("10.0.0.2:7625");
    assertThat(selected.pressed('2').selected()).isEmpty();
    assertThat(selected.pressed('0').selected()).isEmpty();
    assertThat(selected.pressed('7')).isEqualTo(selected);
    var gone = selected.seen(Looks.of(2, Looks.node(1, 62, 1)).build());
    assertThat(gone.selectedNode()).isEmpty();
  }

  @Test
  void pauseAndHelpAreSwitched() {
    assertThat(TWO_LOOKS.pressed('p').choices().paused()).isTrue();
    assertThat(pressed(TWO_LOOKS, "pp").choices().paused()).isFalse();
    assertThat(TWO_LOOKS.pressed('h').choices().help()).isTrue();
    assertThat(pressed(TWO_LOOKS, "h?").choices().help()).isFalse();
    assertThat(TWO_LOOKS.pressed('x')).isEqualTo(TWO_LOOKS);
  }
}
