package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.SagaState.Life;

/** Walks through sagas at random, with every command in every state, from a fixed seed. */
class TransitionsTest {
  /** Every transition there is: a life, what happens in it, and the life after. */
  private static final Set<String> TRANSITIONS =
      Set.of(
          "NONE Started RUNNING",
          "RUNNING StepAsked RUNNING",
          "RUNNING StepPaused RUNNING",
          "RUNNING StepAnswered RUNNING",
          "RUNNING ReportQueued RUNNING",
          "RUNNING ReportAcknowledged RUNNING",
          "RUNNING CompensationBegun COMPENSATING",
          "RUNNING Ended PARTIALLY_COMPLETED",
          "RUNNING Ended ENDED",
          "PARTIALLY_COMPLETED StepAsked PARTIALLY_COMPLETED",
          "PARTIALLY_COMPLETED StepPaused PARTIALLY_COMPLETED",
          "PARTIALLY_COMPLETED StepAnswered PARTIALLY_COMPLETED",
          "PARTIALLY_COMPLETED ReportQueued PARTIALLY_COMPLETED",
          "PARTIALLY_COMPLETED ReportAcknowledged PARTIALLY_COMPLETED",
          "PARTIALLY_COMPLETED CompensationBegun COMPENSATING",
          "PARTIALLY_COMPLETED Ended ENDED",
          "COMPENSATING StepAsked COMPENSATING",
          "COMPENSATING StepPaused COMPENSATING",
          "COMPENSATING StepAnswered COMPENSATING",
          "COMPENSATING ReportQueued COMPENSATING",
          "COMPENSATING ReportAcknowledged COMPENSATING",
          "COMPENSATING Ended PARKED",
          "COMPENSATING Ended ENDED",
          "PARKED ReportQueued PARKED",
          "PARKED ReportAcknowledged PARKED",
          "PARKED Redriven COMPENSATING",
          "PARKED Ended ENDED",
          "ENDED ReportQueued ENDED",
          "ENDED ReportAcknowledged ENDED",
          "ENDED Ended ENDED");

  private static final int WALKS = 4_000;

  private final Set<String> visited = new TreeSet<>();

  @Test
  void everyTransitionIsVisitedAndNoOtherAndEverySagaEnds() {
    var seed = 20261122L;
    var random = new Random(seed);
    for (int walk = 0; walk < WALKS; walk++) {
      walk(Example.plan(AtDeadline.values()[walk % 2]), random);
    }
    assertThat(visited).as("seed " + seed).containsExactlyInAnyOrderElementsOf(TRANSITIONS);
  }

  private void walk(SagaPlan plan, Random random) {
    var state = SagaState.none(SagaRulesTest.ID);
    var now = Example.NOW;
    for (int step = 0; step < 60; step++) {
      var commands = commands(state, random);
      state = next(state, commands.get(random.nextInt(commands.size())), plan, now);
      now = now.plusMillis(random.nextInt(4_000));
    }
    assertEnds(state, plan, now);
  }

  /** Whatever happened, the deadlines alone bring it to its end, or to an operator. */
  private void assertEnds(SagaState walked, SagaPlan plan, Instant from) {
    var state = walked;
    var now = from;
    for (int step = 0; step < 100 && !state.dues().isEmpty(); step++) {
      var due = state.dues().entrySet().stream().min(Map.Entry.comparingByValue()).get();
      now = due.getValue().isAfter(now) ? due.getValue() : now;
      var before = state;
      state = next(state, new SagaCommand.PassDeadline(due.getKey()), plan, now);
      assertThat(state).as("a deadline that is due moves it").isNotEqualTo(before);
    }
    state = next(state, new SagaCommand.PassDeadline(SagaRules.GIVE_UP), plan, now);
    assertThat(state.life()).isIn(Life.NONE, Life.PARKED, Life.ENDED);
    assertThat(state.dues()).isEmpty();
    if (state.life() == Life.ENDED) {
      assertNothingIsLeftStanding(state);
    }
  }

  /** What ended otherwise than completed has taken back all that may have been done. */
  private static void assertNothingIsLeftStanding(SagaState state) {
    boolean erasedWhileParked =
        state.reason().equals(SagaRules.ERASED)
            && state.runs().stream()
                .anyMatch(run -> run.step().endsWith(Step.UNDO) && run.hasFailed());
    var back =
        switch (state.outcome().orElseThrow()) {
          case COMPENSATED -> !erasedWhileParked;
          case FAILED -> !state.reason().equals(SagaRules.ERASED);
          case COMPLETED, PARTIALLY_COMPLETED, PARKED -> false;
        };
    if (back) {
      for (var run : List.copyOf(state.runs())) {
        boolean standing =
            !run.step().endsWith(Step.UNDO)
                && List.of("van", "helper", "drive").contains(run.step())
                && run.isDone()
                && state.run(run.step() + Step.UNDO).filter(StepRun::isDone).isEmpty();
        assertThat(standing).as(run.step() + " in " + state).isFalse();
      }
    }
  }

  private SagaState next(SagaState state, SagaCommand command, SagaPlan plan, Instant now) {
    var after = state;
    for (var event : SagaRules.decide(state, command, plan, now)) {
      var before = after;
      after = after.apply(event);
      visited.add(before.life() + " " + event.getClass().getSimpleName() + " " + after.life());
    }
    return after;
  }

  private static List<SagaCommand> commands(SagaState state, Random random) {
    var commands = new ArrayList<SagaCommand>();
    commands.add(Example.start());
    var names = new HashSet<>(Example.steps());
    state.runs().forEach(run -> names.add(run.step()));
    for (var name : new TreeSet<>(names)) {
      commands.add(Example.ok(name));
      commands.add(Example.ok(name));
      commands.add(Example.no(name, random.nextBoolean() ? "SERVICE_ERROR" : "REFUSED"));
      commands.add(Example.late(name));
    }
    commands.add(Example.choice(random.nextBoolean() ? "PIZZA" : "NONE"));
    commands.add(new SagaCommand.PassDeadline(SagaRules.DEADLINE));
    commands.add(new SagaCommand.PassDeadline(SagaRules.GIVE_UP));
    commands.add(new SagaCommand.Redrive("once more"));
    state.unacknowledged().stream()
        .findFirst()
        .ifPresent(report -> commands.add(new SagaCommand.AcknowledgeReport(report.report())));
    if (random.nextInt(20) == 0) {
      commands.add(SagaCommand.Cancel.CANCEL);
    }
    if (random.nextInt(20) == 0) {
      commands.add(SagaCommand.TakeBack.TAKE_BACK);
    }
    return commands;
  }
}
