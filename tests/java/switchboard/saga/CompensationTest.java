package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.SagaState.Life;

class CompensationTest {
  private final SagaPlan plan = Example.plan(AtDeadline.TAKE_BACK);
  private Instant now = Example.NOW;
  private SagaState state = SagaState.none(SagaRulesTest.ID);

  private List<SagaEvent> after(SagaCommand... commands) {
    List<SagaEvent> events = List.of();
    for (var command : commands) {
      events = SagaRules.decide(state, command, plan, now);
      state = SagaRules.fold(state, events);
    }
    return events;
  }

  private static List<String> asked(List<SagaEvent> events) {
    return events.stream()
        .filter(SagaEvent.StepAsked.class::isInstance)
        .map(event -> ((SagaEvent.StepAsked) event).ask().step())
        .toList();
  }

  private List<Class<?>> told() {
    return state.unacknowledged().stream().<Class<?>>map(it -> it.content().getClass()).toList();
  }

  /** Gives a step up: both of its attempts pass without an answer. */
  private List<SagaEvent> giveUp(String step) {
    List<SagaEvent> events = List.of();
    while (state.run(step).filter(StepRun::isOpen).isPresent()) {
      now = state.run(step).orElseThrow().due();
      events = after(Example.late(step));
    }
    return events;
  }

  @Test
  void stepsThatNeedNothingStartTogetherAndOthersInTheirOrder() {
    assertThat(asked(after(Example.start()))).containsExactly("van", "helper");
    assertThat(asked(after(Example.ok("helper")))).isEmpty();
    assertThat(asked(after(Example.ok("van")))).containsExactly("lunch");
    assertThat(asked(after(Example.choice("PIZZA")))).containsExactly("pizza");
    assertThat(asked(after(Example.ok("pizza")))).containsExactly("drive");
    after(Example.ok("drive"));
    assertThat(state.outcome()).contains(SagaOutcome.COMPLETED);
  }

  @Test
  void aStepWhoseConditionDoesNotHoldIsPassedOver() {
    after(Example.start(), Example.ok("helper"), Example.ok("van"));
    assertThat(asked(after(Example.choice("NONE")))).containsExactly("drive");
  }

  @Test
  void theUserIsAskedOnceAndMayLeaveItAtThat() {
    after(Example.start(), Example.ok("helper"), Example.ok("van"));
    assertThat(told()).containsExactly(SagaReport.Progressed.class, SagaReport.Asked.class);
    assertThat(after(Example.choice("SUSHI"))).as("what was not offered").isEmpty();
    var told =
        new StepAnswer("lunch", true, "", Map.of(Step.CHOICE, "PIZZA"), now, "lunch.replies");
    assertThat(after(new SagaCommand.Answer(told, 1))).as("what no user decided").isEmpty();
    assertThat(asked(giveUp("lunch"))).containsExactly("drive");
    assertThat(state.unacknowledged().getLast().content())
        .as("that nobody waits for the user any longer")
        .isInstanceOfSatisfying(
            SagaReport.Progressed.class, it -> assertThat(it.step()).isEqualTo("lunch"));
    assertThat(after(Example.choice("PIZZA"))).as("a choice that comes too late").isEmpty();
  }

  @Test
  void aFinalRefusalTakesBackWhatWasDoneInReverse() {
    after(Example.start(), Example.ok("van"), Example.ok("helper"), Example.choice("NONE"));
    assertThat(asked(after(Example.no("drive", "NO_LICENCE")))).containsExactly("helper.undo");
    assertThat(state.life()).isEqualTo(Life.COMPENSATING);
    assertThat(asked(after(Example.ok("helper.undo")))).containsExactly("van.undo");
    after(Example.ok("van.undo"));
    assertThat(state.outcome()).contains(SagaOutcome.COMPENSATED);
    assertThat(state.reason()).isEqualTo("NO_LICENCE");
    assertThat(told())
        .endsWith(SagaReport.Compensating.class, SagaReport.Ended.class)
        .doesNotHaveDuplicates()
        .as("progress, question, turning back, end")
        .hasSize(4);
    var end = (SagaReport.Ended) state.unacknowledged().getLast().content();
    assertThat(end.facts()).extracting(fact -> fact.attributes().get("of")).contains("van.undo");
  }

  @Test
  void aStepThatWasGivenUpWithoutAnAnswerIsTakenBackToo() {
    after(Example.start(), Example.ok("van"), Example.ok("helper"), Example.choice("NONE"));
    assertThat(asked(giveUp("drive"))).containsExactly("drive.undo");
    assertThat(after(Example.ok("drive"))).as("its answer comes too late").isEmpty();
  }

  @Test
  void aStepThatCouldNeverHaveHadAnEffectIsNotTakenBack() {
    after(Example.start(), Example.no("helper", "ILL"));
    assertThat(asked(after())).isEmpty();
    assertThat(state.run("van.undo")).as("it was open").isPresent();
    assertThat(state.run("helper.undo")).isEmpty();
  }

  @Test
  void aCompensationIsRepeatedAndWhenItFinallyFailsTheOthersAreStillTakenBack() {
    after(Example.start(), Example.ok("van"), Example.ok("helper"), Example.choice("NONE"));
    after(Example.no("drive", "NO_LICENCE"));
    assertThat(asked(giveUp("helper.undo"))).containsExactly("van.undo");
    after(Example.ok("van.undo"));
    assertThat(state.life()).isEqualTo(Life.PARKED);
    assertThat(state.outcome()).contains(SagaOutcome.PARKED);
    assertThat(after(Example.ok("helper.undo"))).as("only an operator moves it").isEmpty();
    assertThat(asked(after(new SagaCommand.Redrive("it is back")))).containsExactly("helper.undo");
    after(Example.ok("helper.undo"));
    assertThat(state.outcome()).contains(SagaOutcome.COMPENSATED);
    assertThat(after(new SagaCommand.Redrive("again"))).isEmpty();
  }

  @Test
  void theDeadlineTakesBackWhatIsOpenAndDone() {
    after(Example.start(), Example.ok("van"));
    now = Example.DUE;
    var events = after(new SagaCommand.PassDeadline(SagaRules.DEADLINE));
    assertThat(asked(events)).containsExactly("helper.undo");
    after(Example.ok("helper.undo"), Example.ok("van.undo"));
    assertThat(state.reason()).isEqualTo("DEADLINE_EXCEEDED");
    assertThat(state.outcome()).contains(SagaOutcome.COMPENSATED);
  }

  @Test
  void anErasedSubjectsSagaTakesBackWhatItDidAndTellsNobody() {
    after(Example.start(), Example.ok("van"), SagaCommand.Cancel.CANCEL);
    assertThat(state.life()).isEqualTo(Life.COMPENSATING);
    long told = state.reports();
    after(Example.ok("helper.undo"), Example.ok("van.undo"));
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.reports()).isEqualTo(told);
    assertThat(state.unacknowledged()).isEmpty();
    assertThat(after(SagaCommand.Cancel.CANCEL)).isEmpty();
  }

  @Test
  void aSagaThatAnOperatorCancelsTakesBackWhatItDidAndTellsItsSession() {
    after(Example.start(), Example.ok("van"));
    long told = state.reports();
    assertThat(asked(after(SagaCommand.TakeBack.CANCEL_BY_OPERATOR)))
        .containsExactly("helper.undo");
    assertThat(state.reports()).isGreaterThan(told);
    after(Example.ok("helper.undo"), Example.ok("van.undo"));
    assertThat(state.outcome()).contains(SagaOutcome.COMPENSATED);
    assertThat(state.reason()).isEqualTo("CANCELLED");
    assertThat(told()).endsWith(SagaReport.Compensating.class, SagaReport.Ended.class);
    assertThat(after(SagaCommand.TakeBack.CANCEL_BY_OPERATOR)).isEmpty();
  }

  @Test
  void aParkedSagaIsNotCancelled() {
    after(Example.start(), Example.ok("van"), Example.ok("helper"), Example.choice("NONE"));
    after(Example.no("drive", "NO_LICENCE"));
    giveUp("helper.undo");
    after(Example.ok("van.undo"));
    assertThat(state.life()).isEqualTo(Life.PARKED);
    assertThat(after(SagaCommand.TakeBack.CANCEL_BY_OPERATOR)).isEmpty();
  }

  @Test
  void aSagaThatTheAgentCancelsTakesBackWhatItDidAndReportsIt() {
    after(Example.start(), Example.ok("van"));
    long told = state.reports();
    after(SagaCommand.TakeBack.TAKE_BACK);
    assertThat(state.life()).isEqualTo(Life.COMPENSATING);
    assertThat(state.reports()).isGreaterThan(told);
    assertThat(after(SagaCommand.TakeBack.TAKE_BACK)).isEmpty();
    after(Example.ok("helper.undo"), Example.ok("van.undo"));
    assertThat(state.outcome()).contains(SagaOutcome.COMPENSATED);
    assertThat(state.reason()).isEqualTo("TAKEN_BACK");
    assertThat(after(SagaCommand.TakeBack.TAKE_BACK)).isEmpty();
  }

  @Test
  void aPlanThatCannotBeFollowedIsRefused() {
    var after = Step.command("a", "t", "x", "in").after("b");
    assertThatThrownBy(() -> one(after)).hasMessageContaining("comes after");
    var missing = Step.command("a", "t", "x", "other");
    assertThatThrownBy(() -> one(missing)).hasMessageContaining("not declared");
    var undo =
        Step.command("a", "t", "x", "in")
            .undoneBy(
                new Step.Undo(
                    new Step.Call.Command("t", "y", "in"),
                    Map.of("no", "a.number"),
                    Example.plan(AtDeadline.TAKE_BACK).steps().getFirst().repeat()));
    assertThatThrownBy(() -> one(undo)).hasMessageContaining("taken back");
  }

  private static SagaPlan one(Step step) {
    return SagaPlan.named("p").needing("in").step(step).atDeadline(AtDeadline.TAKE_BACK);
  }
}
