package switchboard.saga;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.saga.SagaState.Life;

/** What a saga does with a command. Pure: time comes in as an argument. */
public final class SagaRules {
  /** The durable deadline by which a saga ends. */
  static final String DEADLINE = "deadline";

  /**
   * The durable deadline after which a partially completed saga no longer waits for late answers.
   */
  static final String GIVE_UP = "give-up";

  /** The durable deadline at which a report that was not acknowledged is sent again. */
  static final String REPORT = "report";

  /** Starts the name of the durable deadline of a step's attempt, or of the pause after it. */
  static final String STEP = "step:";

  /** Why a saga ended that the session's agent had cancelled. */
  static final String TAKEN_BACK = "TAKEN_BACK";

  /** Why a saga ended that an operator had cancelled. */
  static final String CANCELLED = "CANCELLED";

  /** Why a saga ended whose subject is being erased. */
  static final String ERASED = "SUBJECT_ERASED";

  private static final String TIMED_OUT = "TIMED_OUT";
  private static final String LATE = "DEADLINE_EXCEEDED";

  private SagaRules() {}

  /** The events that a command leads to; none if it changes nothing. */
  public static List<SagaEvent> decide(
      SagaState state, SagaCommand command, SagaPlan plan, Instant now) {
    var saga = new Unfolding(state, plan, now);
    switch (command) {
      case SagaCommand.Start start -> start(saga, start);
      case SagaCommand.Answer(var answer, var attempt) -> answer(saga, answer, attempt);
      case SagaCommand.AcknowledgeReport(var report) -> acknowledge(saga, report);
      case SagaCommand.PassDeadline(var deadline) -> passed(saga, deadline);
      case SagaCommand.Cancel.CANCEL -> cancel(saga);
      case SagaCommand.TakeBack.TAKE_BACK -> takeBack(saga, TAKEN_BACK);
      case SagaCommand.TakeBack.CANCEL_BY_OPERATOR -> takeBack(saga, CANCELLED);
      case SagaCommand.Redrive(var reason) -> redrive(saga, reason);
    }
    return saga.events();
  }

  private static void start(Unfolding saga, SagaCommand.Start start) {
    if (saga.state().life() == Life.NONE) {
      saga.add(
          new SagaEvent.Started(
              start.type(),
              start.subject(),
              start.input(),
              start.deadline(),
              start.traceparent(),
              saga.now()));
      SagaSteps.advance(saga);
    }
  }

  /** A saga that this release has no plan for, or that has ended, can still be ended for good. */
  static List<SagaEvent> endErased(SagaState state, Instant now) {
    boolean ends =
        switch (state.life()) {
          case NONE -> false;
          case ENDED -> !state.unacknowledged().isEmpty();
          case RUNNING, PARTIALLY_COMPLETED, COMPENSATING, PARKED -> true;
        };
    return ends ? List.of(new SagaEvent.Ended(SagaOutcome.FAILED, ERASED, now)) : List.of();
  }

  /**
   * Takes back what was done, or ends it where nothing was. What an operator would have to see to
   * is given up: nobody could read it any more.
   */
  private static void cancel(Unfolding saga) {
    switch (saga.state().life()) {
      case RUNNING, PARTIALLY_COMPLETED -> SagaSteps.takeBack(saga, "", ERASED);
      case COMPENSATING -> {
        // it is on its way
      }
      case NONE, PARKED, ENDED -> endErased(saga.state(), saga.now()).forEach(saga::add);
    }
  }

  private static void takeBack(Unfolding saga, String reason) {
    switch (saga.state().life()) {
      case RUNNING, PARTIALLY_COMPLETED -> SagaSteps.takeBack(saga, "", reason);
      case NONE, COMPENSATING, PARKED, ENDED -> {
        // there is nothing to turn back from
      }
    }
  }

  private static void answer(Unfolding saga, StepAnswer answer, int attempt) {
    var run = saga.state().run(answer.step()).filter(StepRun::isOpen);
    if (run.isEmpty() || !isAwaited(saga, answer.step()) || !isChoice(saga.plan(), answer)) {
      return;
    }
    if (!answer.mayPass()) {
      ended(saga, answer);
      return;
    }
    // a service that could not at an earlier attempt says nothing of this one
    boolean current = attempt == 0 || attempt == run.get().attempt();
    if (!current || run.get().phase() == StepRun.Phase.PAUSED) {
      return;
    }
    var repeat = saga.plan().repeat(answer.step());
    if (repeat.isPresent() && run.get().attempt() < repeat.get().attempts()) {
      var until = saga.now().plus(repeat.get().pause(run.get().attempt()));
      saga.add(new SagaEvent.StepPaused(answer.step(), answer.reason(), until, saga.now()));
    } else {
      ended(saga, answer);
    }
  }

  /**
   * A decision is one of those that were offered, and made by the user, not told by a service; any
   * other answer is what it is.
   */
  private static boolean isChoice(SagaPlan plan, StepAnswer answer) {
    return plan.step(answer.step()).map(Step::call).stream()
        .filter(Step.Call.Decision.class::isInstance)
        .map(Step.Call.Decision.class::cast)
        .allMatch(
            decision ->
                answer.source().equals(StepAnswer.USER)
                    && decision
                        .options()
                        .contains(answer.attributes().getOrDefault(Step.CHOICE, "")));
  }

  /** While it is taken back, only compensations are of interest, and before only steps. */
  private static boolean isAwaited(Unfolding saga, String step) {
    boolean undo = saga.plan().undoneBy(step).isPresent();
    return switch (saga.state().life()) {
      case RUNNING, PARTIALLY_COMPLETED -> !undo;
      case COMPENSATING -> undo;
      case NONE, PARKED, ENDED -> false;
    };
  }

  private static void ended(Unfolding saga, StepAnswer answer) {
    saga.add(new SagaEvent.StepAnswered(answer, saga.now()));
    if (saga.state().life() == Life.COMPENSATING) {
      SagaSteps.takeBackNext(saga);
      return;
    }
    long told = saga.state().reports();
    SagaSteps.advance(saga);
    // an end or a question tells what is known by the step as well
    if (isTold(saga.plan(), answer) && saga.state().isOpen() && saga.state().reports() == told) {
      saga.tell(
          new SagaReport.Progressed(answer.step(), SagaSteps.facts(saga.plan(), saga.state())));
    }
  }

  /**
   * Of a decision that was not made in time the session hears in any case: its question is void.
   */
  private static boolean isTold(SagaPlan plan, StepAnswer answer) {
    var step = plan.step(answer.step()).orElseThrow();
    boolean lapsed =
        step.call() instanceof Step.Call.Decision && !answer.source().equals(StepAnswer.USER);
    return step.tells().isPresent() || lapsed;
  }

  private static void acknowledge(Unfolding saga, long report) {
    if (saga.state().unacknowledged().stream().anyMatch(queued -> queued.report() == report)) {
      saga.add(new SagaEvent.ReportAcknowledged(report, saga.now()));
    }
  }

  private static void passed(Unfolding saga, String deadline) {
    var state = saga.state();
    if (deadline.startsWith(STEP)) {
      passed(saga, deadline.substring(STEP.length()), saga.now());
    } else if (deadline.equals(DEADLINE)
        && state.life() == Life.RUNNING
        // whoever scanned may have a clock that is ahead of this one
        && !saga.now().isBefore(state.deadline())) {
      switch (saga.plan().atDeadline()) {
        case TELL_WHAT_IS_KNOWN -> saga.end(SagaOutcome.PARTIALLY_COMPLETED, LATE);
        case TAKE_BACK -> SagaSteps.takeBack(saga, openStep(state), LATE);
      }
    } else if (deadline.equals(GIVE_UP) && state.life() == Life.PARTIALLY_COMPLETED) {
      saga.end(SagaOutcome.PARTIALLY_COMPLETED, LATE);
    }
  }

  private static String openStep(SagaState state) {
    return state.runs().stream().filter(StepRun::isOpen).map(StepRun::step).findFirst().orElse("");
  }

  private static void passed(Unfolding saga, String step, Instant now) {
    var run = saga.state().run(step).filter(StepRun::isOpen).orElse(null);
    var repeat = saga.plan().repeat(step);
    if (run == null || repeat.isEmpty() || now.isBefore(run.due()) || !isAwaited(saga, step)) {
      return;
    }
    if (run.phase() == StepRun.Phase.PAUSED || run.attempt() < repeat.get().attempts()) {
      SagaSteps.askAgain(saga, step);
    } else {
      ended(saga, unanswered(saga.plan(), step, now));
    }
  }

  /** Without a decision the saga goes on as declared; without an answer the step has failed. */
  private static StepAnswer unanswered(SagaPlan plan, String step, Instant now) {
    return plan.step(step)
        .map(Step::call)
        .filter(Step.Call.Decision.class::isInstance)
        .map(Step.Call.Decision.class::cast)
        .map(
            decision ->
                new StepAnswer(
                    step, true, "", Map.of(Step.CHOICE, decision.orElse()), now, "deadline"))
        .orElseGet(() -> new StepAnswer(step, false, TIMED_OUT, Map.of(), now, "deadline"));
  }

  private static void redrive(Unfolding saga, String reason) {
    if (saga.state().life() == Life.PARKED) {
      saga.add(new SagaEvent.Redriven(reason, saga.now()));
      SagaSteps.takeBackAgain(saga);
    }
  }

  /** The saga as the events make it. */
  public static SagaState fold(SagaState state, List<SagaEvent> events) {
    var after = state;
    for (var event : events) {
      after = after.apply(event);
    }
    return after;
  }
}
