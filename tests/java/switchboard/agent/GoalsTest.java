package switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.context.Context;
import switchboard.context.Goal;

/** Goals stack: one is put aside for another, gone back to, or given up. */
class GoalsTest {
  private static final Goal ORDER = new Goal("order", Goal.Status.AWAITING_SYSTEM, Map.of());
  private static final Goal PAYOUT = new Goal("payout", Goal.Status.AWAITING_USER, Map.of());
  private static final Goal HELP = new Goal("help", Goal.Status.AWAITING_USER, Map.of());

  private static Context at(Goal goal, List<Goal> suspended) {
    return Context.EMPTY.with(Optional.of(goal), suspended, 2);
  }

  @Test
  void aNewGoalPutsTheOneAtHandAsideBeforeThoseAlreadyThere() {
    assertThat(Goals.begin(HELP, at(PAYOUT, List.of(ORDER))))
        .isEqualTo(new Goals(HELP, List.of(PAYOUT, ORDER)));
  }

  @Test
  void aGoalThatIsDoneWithIsNotPutAside() {
    for (var done : List.of(Goal.Status.ACHIEVED, Goal.Status.ABANDONED)) {
      assertThat(Goals.begin(HELP, at(ORDER.with(done), List.of())))
          .isEqualTo(new Goals(HELP, List.of()));
    }
    assertThat(Goals.begin(HELP, Context.EMPTY)).isEqualTo(new Goals(HELP, List.of()));
  }

  @Test
  void goingBackTakesTheOnePutAsideLast() {
    assertThat(new Goals(HELP, List.of(PAYOUT, ORDER)).resume())
        .isEqualTo(new Goals(PAYOUT, List.of(ORDER)));
    assertThat(new Goals(HELP, List.of()).resume()).isEqualTo(new Goals(HELP, List.of()));
  }

  @Test
  void aGoalThatIsGivenUpMakesRoomOrStaysAsGivenUp() {
    assertThat(new Goals(HELP, List.of(ORDER)).abandon()).isEqualTo(new Goals(ORDER, List.of()));
    assertThat(new Goals(HELP, List.of()).abandon())
        .isEqualTo(new Goals(HELP.with(Goal.Status.ABANDONED), List.of()));
  }
}
