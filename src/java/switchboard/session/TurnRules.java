package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.context.Turn;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Decision;
import switchboard.session.SessionRules.Surroundings;
import switchboard.session.SessionState.Life;

/** What a session does when its user says something or a saga reports: the agent is asked. Pure. */
final class TurnRules {
  private TurnRules() {}

  static Decision send(SessionState state, SessionCommand.SendMessage send, Surroundings around) {
    var now = around.now();
    var said = new SessionEvent.UserMessageRecorded(send.text(), send.request(), now);
    var after = SessionFold.apply(state, said);
    long turn = after.lastSequence();
    var prompt = new AgentPrompt.UserSaid(send.text(), turn);
    var answer = around.agent().answer(prompt, new AgentView(after.context(), around.profile()));
    if (after.context().pending().size() + answer.sagas().size() > Context.MAX_PENDING) {
      return Decision.reject(Rejection.Plain.BUSY);
    }
    var events = new ArrayList<SessionEvent>();
    events.add(said);
    record(answer, state, turn, "", now, events);
    summarize(state, turn, around, events);
    return new Decision(events, new Recorded(turn, now));
  }

  static Decision report(
      SessionState state, SessionCommand.ReportSaga report, Surroundings around) {
    var now = around.now();
    var known = new Recorded(state.lastSequence(), state.updateTime());
    var pending = state.context().pending(report.saga());
    if (state.life() != Life.OPEN
        || pending.isEmpty()
        || report.report() <= pending.get().lastReport()) {
      return Decision.tell(known);
    }
    var saga = pending.get();
    var event = event(saga, report, now);
    var after = SessionFold.apply(state, event);
    var prompt = new AgentPrompt.SagaReported(saga, report.content(), movedOn(state, saga));
    var answer = around.agent().answer(prompt, new AgentView(after.context(), around.profile()));
    var events = new ArrayList<SessionEvent>();
    events.add(event);
    record(answer, state, saga.turn(), saga.saga(), now, events);
    summarize(state, saga.turn(), around, events);
    return new Decision(events, new Recorded(after.lastSequence(), now));
  }

  private static SessionEvent event(
      PendingSaga saga, SessionCommand.ReportSaga report, Instant now) {
    return switch (report.content()) {
      case SagaReport.Progressed(var step, var facts) ->
          new SessionEvent.SagaProgressed(
              saga.saga(), report.report(), step, facts, saga.turn(), now);
      case SagaReport.Ended(var outcome, var facts, var reason) ->
          new SessionEvent.SagaEnded(
              saga.saga(), report.report(), outcome, facts, reason, saga.turn(), now);
    };
  }

  private static boolean movedOn(SessionState state, PendingSaga saga) {
    return state.context().turns().stream()
        .anyMatch(turn -> turn.role() == Turn.Role.USER && turn.sequence() > saga.turn());
  }

  /** Folds what is too much for the short-term memory after these events, as one more of them. */
  private static void summarize(
      SessionState before, long turn, Surroundings around, List<SessionEvent> events) {
    around
        .memory()
        .due(SessionFold.apply(before, events).context())
        .ifPresent(
            summary -> events.add(new SessionEvent.MemorySummarized(summary, turn, around.now())));
  }

  /** Turns an agent's answer into events, after those that the decision already has. */
  private static void record(
      AgentAnswer answer,
      SessionState before,
      long turn,
      String saga,
      Instant now,
      List<SessionEvent> events) {
    answer
        .goals()
        .ifPresent(
            goals ->
                events.add(
                    new SessionEvent.GoalChanged(goals.goal(), goals.suspended(), turn, now)));
    for (var start : answer.sagas()) {
      long sequence = before.lastSequence() + events.size() + 1;
      events.add(
          new SessionEvent.SagaRequested(
              before.id().session() + "." + sequence,
              start.type(),
              start.input(),
              now.plus(start.within()),
              turn,
              now));
    }
    if (!answer.profile().isEmpty()) {
      events.add(new SessionEvent.ProfileProposed(answer.profile(), turn, now));
    }
    answer
        .text()
        .ifPresent(
            text ->
                events.add(
                    new SessionEvent.AgentMessageRecorded(
                        text, turn, saga, answer.interim(), now)));
  }
}
