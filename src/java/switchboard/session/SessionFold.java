package switchboard.session;

import java.util.Optional;
import switchboard.context.Context;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.context.Turn;
import switchboard.session.SessionState.Life;

/** What events make of a session. Pure, and the same now as at every replay. */
public final class SessionFold {
  private SessionFold() {}

  /** What an event makes of a session. Never fails on an event that was once valid. */
  public static SessionState apply(SessionState before, SessionEvent event) {
    var state = before.next(event.time(), keepsAlive(event));
    return switch (event) {
      case SessionEvent.Created created -> state.created(created).requested(created.request());
      case SessionEvent.UserMessageRecorded said ->
          state.with(remember(state, Turn.Role.USER, said.text())).requested(said.request());
      case SessionEvent.AgentMessageRecorded said ->
          state.with(remember(state, Turn.Role.AGENT, said.text()));
      case SessionEvent.GoalChanged changed ->
          state.with(
              state
                  .context()
                  .with(Optional.of(changed.goal()), changed.suspended(), state.lastSequence()));
      case SessionEvent.SagaRequested requested ->
          state.with(state.context().await(pending(requested, state.lastSequence())));
      case SessionEvent.SagaProgressed told ->
          reported(state, told.saga(), told.report(), told.content());
      case SessionEvent.SagaAsked told ->
          reported(state, told.saga(), told.report(), told.content());
      case SessionEvent.SagaDecided decided ->
          state.with(state.context().decided(decided.saga(), state.lastSequence()));
      case SessionEvent.SagaTakenBack _ -> state;
      case TurnEvent.Opened opened -> state.with(state.open().opened(opened, state.context()));
      case TurnEvent.Assigned assigned -> state.with(state.open().assigned(assigned));
      case TurnEvent.Ended ended -> state.with(state.open().ended(ended));
      case PauseEvent pause -> paused(state, pause);
      case SessionEvent.SagaCompensating told ->
          reported(state, told.saga(), told.report(), told.content());
      case SessionEvent.SagaEnded told ->
          reported(state, told.saga(), told.report(), told.content());
      case SessionEvent.FactObserved told ->
          state
              .with(state.observed().with(told.eventId()))
              .with(state.context().observed(told.fact(), state.lastSequence()));
      case SessionEvent.ContextUpdated updated ->
          state.with(updated(state, updated)).requested(updated.request());
      case SessionEvent.MemorySummarized folded ->
          state.with(state.context().summarized(folded.summary(), state.lastSequence()));
      case SessionEvent.ProfileProposed _ -> state;
      case SessionEvent.Forked forked ->
          state
              .with(Life.OPEN)
              .with(state.context().withoutPending(state.lastSequence()))
              .with(OpenTurns.NONE)
              .notPaused()
              .withoutRequests()
              .requested(forked.request());
      case SessionEvent.Closed closed -> closed(state, closed);
    };
  }

  /**
   * Whether it keeps a session from being idle. What is told unasked, and what the agent makes of
   * it, does not: the user has nothing to do with it, and it may never end.
   */
  private static boolean keepsAlive(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created _,
          SessionEvent.UserMessageRecorded _,
          SessionEvent.ContextUpdated _,
          SessionEvent.Forked _,
          SessionEvent.Closed _ ->
          true;
      // of a turn, the question and the answer count
      case SessionEvent.FactObserved _, TurnEvent _, PauseEvent _ -> false;
      case SessionEvent.AgentMessageRecorded _,
          SessionEvent.GoalChanged _,
          SessionEvent.SagaRequested _,
          SessionEvent.SagaProgressed _,
          SessionEvent.SagaAsked _,
          SessionEvent.SagaDecided _,
          SessionEvent.SagaTakenBack _,
          SessionEvent.SagaCompensating _,
          SessionEvent.SagaEnded _,
          SessionEvent.MemorySummarized _,
          SessionEvent.ProfileProposed _ ->
          event.turn() > 0;
    };
  }

  private static SessionState paused(SessionState state, PauseEvent event) {
    return switch (event) {
      case PauseEvent.Paused(var until, var reason, var request, var time) ->
          state.paused(new Pause(time, until, reason)).requested(request);
      case PauseEvent.Resumed _ -> state.notPaused();
    };
  }

  private static Context updated(SessionState state, SessionEvent.ContextUpdated updated) {
    var context = state.context();
    if (updated.goals().isPresent()) {
      var goals = updated.goals().get();
      context = context.with(goals.goal(), goals.suspended(), state.lastSequence());
    }
    return updated.facts().isPresent()
        ? context.knowing(updated.facts().get(), state.lastSequence())
        : context;
  }

  private static SessionState closed(SessionState state, SessionEvent.Closed closed) {
    var after =
        switch (closed.reason()) {
          case REQUESTED, EXPIRED -> state.with(Life.CLOSED).with(OpenTurns.NONE);
          case ERASED ->
              state
                  .with(Life.ERASED)
                  .with(ObservedEvents.NONE)
                  .with(OpenTurns.NONE)
                  .with(Context.EMPTY);
        };
    return closed.request().map(after.notPaused()::requested).orElseGet(after::notPaused);
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
            false)
        .tracedBy(event.traceparent());
  }

  private static SessionState reported(
      SessionState state, String saga, long report, SagaReport content) {
    return state
        .context()
        .pending(saga)
        .map(
            pending ->
                state.with(
                    state.context().reported(pending, report, content, state.lastSequence())))
        .orElse(state);
  }

  /** What several events make of a session, one after the other. */
  public static SessionState apply(SessionState before, Iterable<SessionEvent> events) {
    var after = before;
    for (var event : events) {
      after = apply(after, event);
    }
    return after;
  }

  static SessionReply.SessionView view(SessionState state) {
    return new SessionReply.SessionView(
        state.id(),
        state.subject(),
        state.channel(),
        state.locale(),
        state.agent(),
        state.life(),
        state.lastSequence(),
        state.createTime(),
        state.updateTime(),
        state.pause().map(Pause::until));
  }
}
