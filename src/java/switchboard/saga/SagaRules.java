package switchboard.saga;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  /** Why a saga ended whose subject is being erased. */
  static final String ERASED = "SUBJECT_ERASED";

  private SagaRules() {}

  /** The events that a command leads to; none if it changes nothing. */
  static List<SagaEvent> decide(SagaState state, SagaCommand command, SagaType type, Instant now) {
    return switch (command) {
      case SagaCommand.Start start -> start(state, start, type, now);
      case SagaCommand.Answer(var answer) -> answer(state, answer, type, now);
      case SagaCommand.AcknowledgeReport(var report) -> acknowledge(state, report, now);
      case SagaCommand.PassDeadline(var deadline) -> passed(state, deadline, type, now);
      case SagaCommand.Cancel.CANCEL -> cancel(state, now);
    };
  }

  /** Ends it where it stands, whatever its type; nobody is told. */
  static List<SagaEvent> cancel(SagaState state, Instant now) {
    return state.isOpen() || !state.unacknowledged().isEmpty()
        ? List.of(new SagaEvent.Ended(SagaOutcome.FAILED, ERASED, now))
        : List.of();
  }

  private static List<SagaEvent> start(
      SagaState state, SagaCommand.Start start, SagaType type, Instant now) {
    if (state.life() != Life.NONE) {
      return List.of();
    }
    var events = new ArrayList<SagaEvent>();
    events.add(
        new SagaEvent.Started(start.type(), start.subject(), start.input(), start.deadline(), now));
    move(fold(state, events), type, "", now, events);
    return events;
  }

  private static List<SagaEvent> answer(
      SagaState state, StepAnswer answer, SagaType type, Instant now) {
    if (!state.isOpen() || !state.awaits(answer.step())) {
      return List.of();
    }
    var events = new ArrayList<SagaEvent>();
    events.add(new SagaEvent.StepAnswered(answer, now));
    move(fold(state, events), type, answer.step(), now, events);
    return events;
  }

  private static List<SagaEvent> acknowledge(SagaState state, long report, Instant now) {
    return state.unacknowledged().stream().anyMatch(queued -> queued.report() == report)
        ? List.of(new SagaEvent.ReportAcknowledged(report, now))
        : List.of();
  }

  private static List<SagaEvent> passed(
      SagaState state, String deadline, SagaType type, Instant now) {
    boolean ends =
        // whoever scanned may have a clock that is ahead of this one
        deadline.equals(DEADLINE) && state.life() == Life.RUNNING && !now.isBefore(state.deadline())
            || deadline.equals(GIVE_UP) && state.life() == Life.PARTIALLY_COMPLETED;
    if (!ends) {
      return List.of();
    }
    var events = new ArrayList<SagaEvent>();
    var end = new SagaType.Move.End(SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED");
    end(state, end, type, now, events);
    return events;
  }

  /** Does what the saga's type says comes next. */
  private static void move(
      SagaState state, SagaType type, String answered, Instant now, List<SagaEvent> events) {
    switch (type.next(state.input(), state.answers())) {
      case SagaType.Move.Ask ask -> {
        if (!state.asked().contains(ask.step())) {
          events.add(new SagaEvent.StepAsked(ask, now));
        }
        if (!answered.isEmpty()) {
          var facts = type.facts(state.input(), state.answers());
          events.add(
              new SagaEvent.ReportQueued(
                  state.reports() + 1, new SagaReport.Progressed(answered, facts), now));
        }
      }
      case SagaType.Move.End end -> end(state, end, type, now, events);
    }
  }

  private static void end(
      SagaState state, SagaType.Move.End end, SagaType type, Instant now, List<SagaEvent> events) {
    var facts = type.facts(state.input(), state.answers());
    events.add(new SagaEvent.Ended(end.outcome(), end.reason(), now));
    events.add(
        new SagaEvent.ReportQueued(
            state.reports() + 1, new SagaReport.Ended(end.outcome(), facts, end.reason()), now));
  }

  static SagaState fold(SagaState state, List<SagaEvent> events) {
    var after = state;
    for (var event : events) {
      after = after.apply(event);
    }
    return after;
  }
}
