package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.context.Context;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.context.Turn;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionState.Life;

/**
 * What a session does with a command, and what an event makes of it. Pure: time comes in as an
 * argument.
 */
public final class SessionRules {
  private SessionRules() {}

  /** The events that a command leads to, to be recorded together, and the answer once they are. */
  public record Decision(List<SessionEvent> events, SessionReply reply) {
    public Decision {
      events = List.copyOf(events);
    }

    static Decision reject(Rejection rejection) {
      return new Decision(List.of(), new Rejected(rejection));
    }

    static Decision tell(SessionReply reply) {
      return new Decision(List.of(), reply);
    }
  }

  /** Decides a command. The agent is the session's own, the node the one it lives on. */
  public static Decision decide(
      SessionState state, SessionCommand command, Agent agent, String node, Instant now) {
    return switch (command) {
      case SessionCommand.Create create -> create(state, create, now);
      case SessionCommand.SendMessage send -> send(state, send, agent, now);
      case SessionCommand.Close close -> close(state, close, now);
      case SessionCommand.ReportSaga report -> report(state, report, agent, now);
      case SessionCommand.Get get -> get(state, get, node);
    };
  }

  private static Decision create(SessionState state, SessionCommand.Create create, Instant now) {
    if (state.life() != Life.NONE) {
      return repeated(state, create.request(), now)
          .orElseGet(() -> Decision.reject(Rejection.Plain.EXISTS));
    }
    var event =
        new SessionEvent.Created(
            create.subject(),
            create.channel(),
            create.locale(),
            create.agent(),
            create.request(),
            now);
    return new Decision(List.of(event), new Recorded(1, now));
  }

  private static Decision send(
      SessionState state, SessionCommand.SendMessage send, Agent agent, Instant now) {
    return onlyOnce(
        state,
        send.request(),
        now,
        () -> {
          var said = new SessionEvent.UserMessageRecorded(send.text(), send.request(), now);
          var after = apply(state, said);
          long turn = after.lastSequence();
          var answer = agent.answer(new AgentPrompt.UserSaid(send.text(), turn), after.context());
          if (after.context().pending().size() + answer.sagas().size() > Context.MAX_PENDING) {
            return Decision.reject(Rejection.Plain.BUSY);
          }
          var events = new ArrayList<SessionEvent>();
          events.add(said);
          record(answer, state, turn, "", now, events);
          return new Decision(events, new Recorded(turn, now));
        });
  }

  private static Decision close(SessionState state, SessionCommand.Close close, Instant now) {
    return onlyOnce(
        state,
        close.request(),
        now,
        () -> {
          if (close.etag().isPresent() && close.etag().get() != state.lastSequence()) {
            return Decision.reject(new Rejection.StaleEtag(state.lastSequence()));
          }
          return new Decision(
              List.of(new SessionEvent.Closed(close.request(), now)),
              new Recorded(state.lastSequence() + 1, now));
        });
  }

  private static Decision report(
      SessionState state, SessionCommand.ReportSaga report, Agent agent, Instant now) {
    var known = new Recorded(state.lastSequence(), state.updateTime());
    var pending = state.context().pending(report.saga());
    if (state.life() != Life.OPEN
        || pending.isEmpty()
        || report.report() <= pending.get().lastReport()) {
      return Decision.tell(known);
    }
    var saga = pending.get();
    var event = event(saga, report, now);
    var after = apply(state, event);
    var prompt = new AgentPrompt.SagaReported(saga, report.content(), movedOn(state, saga));
    var events = new ArrayList<SessionEvent>();
    events.add(event);
    record(agent.answer(prompt, after.context()), state, saga.turn(), saga.saga(), now, events);
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

  private static Decision get(SessionState state, SessionCommand.Get get, String node) {
    if (state.life() == Life.NONE) {
      return Decision.reject(Rejection.Plain.NOT_FOUND);
    }
    return Decision.tell(
        switch (get) {
          case SESSION -> view(state);
          case CONTEXT -> context(state, node);
        });
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
    answer
        .text()
        .ifPresent(
            text ->
                events.add(
                    new SessionEvent.AgentMessageRecorded(
                        text, turn, saga, answer.interim(), now)));
  }

  /**
   * A request that was seen gets its first result again; a new one is decided if the session is
   * open.
   */
  private static Decision onlyOnce(
      SessionState state, RequestMark request, Instant now, Supplier<Decision> decision) {
    return switch (state.life()) {
      case NONE -> Decision.reject(Rejection.Plain.NOT_FOUND);
      case CLOSED ->
          repeated(state, request, now).orElseGet(() -> Decision.reject(Rejection.Plain.ENDED));
      case OPEN -> repeated(state, request, now).orElseGet(decision);
    };
  }

  private static Optional<Decision> repeated(SessionState state, RequestMark request, Instant now) {
    return state
        .requests()
        .find(request.id(), now)
        .map(
            entry ->
                entry.mark().digest().equals(request.digest())
                    ? Decision.tell(new Recorded(entry.sequence(), entry.time()))
                    : Decision.reject(Rejection.Plain.REQUEST_ID_REUSED));
  }

  /** What an event makes of a session. Never fails on an event that was once valid. */
  public static SessionState apply(SessionState before, SessionEvent event) {
    var state = before.at(before.lastSequence() + 1, event.time());
    return switch (event) {
      case SessionEvent.Created created -> state.created(created).requested(created.request());
      case SessionEvent.UserMessageRecorded said ->
          state.with(remember(state, Turn.Role.USER, said.text())).requested(said.request());
      case SessionEvent.AgentMessageRecorded said ->
          state.with(remember(state, Turn.Role.AGENT, said.text()));
      case SessionEvent.GoalChanged changed ->
          state.with(state.context().with(changed.goal(), changed.suspended()));
      case SessionEvent.SagaRequested requested ->
          state.with(state.context().await(pending(requested, state.lastSequence())));
      case SessionEvent.SagaProgressed told ->
          reported(
              state,
              told.saga(),
              told.report(),
              new SagaReport.Progressed(told.step(), told.facts()));
      case SessionEvent.SagaEnded told ->
          reported(
              state,
              told.saga(),
              told.report(),
              new SagaReport.Ended(told.outcome(), told.facts(), told.reason()));
      case SessionEvent.Closed closed -> state.with(Life.CLOSED).requested(closed.request());
    };
  }

  private static Context remember(SessionState state, Turn.Role role, String text) {
    return state.context().remember(new Turn(state.lastSequence(), role, text, state.updateTime()));
  }

  private static PendingSaga pending(SessionEvent.SagaRequested event, long sequence) {
    return new PendingSaga(
        event.saga(),
        event.type(),
        event.input(),
        sequence,
        event.turn(),
        event.deadline(),
        0,
        false);
  }

  private static SessionState reported(
      SessionState state, String saga, long report, SagaReport content) {
    return state
        .context()
        .pending(saga)
        .map(pending -> state.with(state.context().reported(pending, report, content)))
        .orElse(state);
  }

  private static SessionReply.SessionView view(SessionState state) {
    return new SessionReply.SessionView(
        state.id(),
        state.subject(),
        state.channel(),
        state.locale(),
        state.agent(),
        state.life() == Life.CLOSED,
        state.lastSequence(),
        state.createTime(),
        state.updateTime());
  }

  private static SessionReply.ContextView context(SessionState state, String node) {
    var context = state.context();
    return new SessionReply.ContextView(
        view(state),
        node,
        context.goal(),
        context.suspended(),
        context.turns(),
        context.pending(),
        context.facts());
  }
}
