package switchboard.session;

import java.time.Instant;
import java.util.Optional;
import switchboard.agent.AgentPrompt;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Decision;
import switchboard.session.SessionRules.Surroundings;
import switchboard.session.SessionState.Life;
import switchboard.session.TurnEvent.Matter;

/**
 * What a session does when its user says something, a saga reports, or something becomes known
 * unasked: the agent is asked, or a turn is opened for a worker. Pure.
 */
final class TurnRules {
  private TurnRules() {}

  static Decision send(SessionState state, SessionCommand.SendMessage send, Surroundings around) {
    var paused = OperatorRules.current(state, around.now());
    if (paused.isPresent()) {
      return Decision.reject(new Rejection.OfOperator.Paused(paused.get().until()));
    }
    if (around.worker().isPresent()) {
      return WorkerTurns.send(state, send, around.worker().get(), around);
    }
    var now = around.now();
    var said =
        new SessionEvent.UserMessageRecorded(send.text(), send.request(), send.traceparent(), now);
    long turn = state.lastSequence() + 1;
    var told = new Told(turn, "", send.traceparent());
    var before = WorkerTurns.interruptedBy(state, send);
    var interrupted =
        state.context().pending().stream()
            .filter(saga -> before.contains(saga.turn()))
            .map(PendingSaga::saga)
            .toList();
    var prompt = new AgentPrompt.UserSaid(send.text(), turn, now, interrupted);
    var asked = AskedAgent.ask(state, said, told, prompt, around);
    if (asked.startsTooMuch()) {
      return Decision.reject(Rejection.Plain.BUSY);
    }
    return new Decision(asked.events(), new Recorded(turn, now));
  }

  static Decision report(
      SessionState state, SessionCommand.ReportSaga report, Surroundings around) {
    var now = around.now();
    var pending = state.context().pending(report.saga());
    if (state.life() != Life.OPEN
        || pending.isEmpty()
        || report.report() <= pending.get().lastReport()) {
      return known(state);
    }
    var saga = pending.get();
    var event = event(saga, report, now);
    var told = new Told(saga.turn(), saga.saga(), saga.traceparent());
    if (around.worker().isPresent()) {
      return WorkerTurns.tell(
          state, event, told, new Matter.Report(saga, report.content()), around);
    }
    var movedOn = OpenTurns.movedOn(state.context(), saga.turn());
    var prompt = new AgentPrompt.SagaReported(saga, report.content(), movedOn);
    var asked = AskedAgent.ask(state, event, told, prompt, around);
    return new Decision(asked.events(), new Recorded(state.lastSequence() + 1, now));
  }

  private static SessionEvent event(
      PendingSaga saga, SessionCommand.ReportSaga report, Instant now) {
    return switch (report.content()) {
      case SagaReport.Progressed(var step, var facts) ->
          new SessionEvent.SagaProgressed(
              saga.saga(), report.report(), step, facts, saga.turn(), now);
      case SagaReport.Asked(var step, var options, var due, var facts) ->
          new SessionEvent.SagaAsked(
              saga.saga(), report.report(), step, options, due, facts, saga.turn(), now);
      case SagaReport.Compensating(var step, var reason) ->
          new SessionEvent.SagaCompensating(
              saga.saga(), report.report(), step, reason, saga.turn(), now);
      case SagaReport.Ended(var outcome, var facts, var reason) ->
          new SessionEvent.SagaEnded(
              saga.saga(), report.report(), outcome, facts, reason, saga.turn(), now);
    };
  }

  static Decision observe(SessionState state, SessionCommand.Observe observe, Surroundings around) {
    return switch (state.life()) {
      case NONE -> Decision.reject(Rejection.Plain.NOT_FOUND);
      case CLOSED -> Decision.reject(Rejection.Plain.ENDED);
      case ERASED -> Decision.reject(Rejection.Plain.SUBJECT_ERASED);
      case OPEN -> isNews(state, observe) ? observed(state, observe, around) : known(state);
    };
  }

  private static boolean isNews(SessionState state, SessionCommand.Observe observe) {
    var told = observe.fact();
    return !state.observed().contains(observe.eventId())
        && before(state.context(), observe).filter(it -> told.asOf().isBefore(it.asOf())).isEmpty();
  }

  private static Decision observed(
      SessionState state, SessionCommand.Observe observe, Surroundings around) {
    var now = around.now();
    var event = new SessionEvent.FactObserved(observe.eventId(), observe.fact(), now);
    var told = new Told(0, "", Optional.empty());
    var before = before(state.context(), observe);
    var fact = before.map(observe.fact()::over).orElse(observe.fact());
    if (around.worker().isPresent()) {
      return WorkerTurns.tell(state, event, told, new Matter.Observation(fact, before), around);
    }
    var prompt = new AgentPrompt.FactObserved(fact, before);
    var asked = AskedAgent.ask(state, event, told, prompt, around);
    return new Decision(asked.events(), new Recorded(state.lastSequence() + 1, now));
  }

  private static Optional<Fact> before(Context context, SessionCommand.Observe observe) {
    return context.fact(observe.fact().kind(), observe.fact().id());
  }

  private static Decision known(SessionState state) {
    return Decision.tell(new Recorded(state.lastSequence(), state.updateTime()));
  }
}
