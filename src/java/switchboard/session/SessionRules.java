package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import switchboard.agent.Agent;
import switchboard.agent.WorkerAgent;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.profile.ProfileFact;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionState.Life;

/** What a session does with a command. Pure: time comes in as an argument. */
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

  /**
   * What a decision is made in.
   *
   * @param agent the session's own, or the one that stands in where workers answer
   * @param worker what is configured of the session's agent if workers answer
   * @param profile what is kept of the subject
   * @param keyEncryptionKey id of the key that wraps the subject's; empty if that is gone
   * @param node the node that the session lives on
   * @param workerName who had a turn of the session last; empty if no worker had
   */
  public record Surroundings(
      Agent agent,
      Optional<WorkerAgent> worker,
      List<ProfileFact> profile,
      MemoryPolicy memory,
      String keyEncryptionKey,
      String node,
      String workerName,
      Instant now) {
    /** Those of a session whose agent answers at once. */
    public Surroundings(
        Agent agent,
        List<ProfileFact> profile,
        MemoryPolicy memory,
        String keyEncryptionKey,
        String node,
        Instant now) {
      this(agent, Optional.empty(), profile, memory, keyEncryptionKey, node, "", now);
    }
  }

  /** Decides a command. */
  public static Decision decide(SessionState state, SessionCommand command, Surroundings around) {
    var now = around.now();
    return switch (command) {
      case SessionCommand.Create create -> create(state, create, now);
      case SessionCommand.SendMessage send ->
          onlyOnce(state, send.request(), now, () -> TurnRules.send(state, send, around));
      case SessionCommand.UpdateContext update ->
          onlyOnce(state, update.request(), now, () -> ContextRules.update(state, update, around));
      case SessionCommand.Close close -> close(state, close, now);
      case SessionCommand.ReportSaga report -> TurnRules.report(state, report, around);
      case SessionCommand.Observe observe -> TurnRules.observe(state, observe, around);
      case SessionCommand.Fork fork when state.life() != Life.NONE ->
          fork(state, fork, List.of(), now);
      case SessionCommand.Fork _ ->
          throw new IllegalStateException("a fork is decided when its events were read");
      case SessionCommand.OfOperator order -> OperatorRules.decide(state, order, now);
      case SessionCommand.Erase.ERASE -> erase(state, now);
      case SessionCommand.Get get -> get(state, get, around);
    };
  }

  /** Decides a fork, given the source's events up to where it is forked off. */
  static Decision fork(
      SessionState state, SessionCommand.Fork fork, List<SessionEvent> past, Instant now) {
    if (state.life() != Life.NONE) {
      return repeated(state, fork.request(), now)
          .orElseGet(() -> Decision.reject(Rejection.Plain.EXISTS));
    }
    var events = new ArrayList<>(past);
    events.add(new SessionEvent.Forked(fork.source(), past.size(), fork.request(), now));
    return new Decision(events, new Recorded(events.size(), now));
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

  private static Decision close(SessionState state, SessionCommand.Close close, Instant now) {
    return onlyOnce(
        state,
        close.request(),
        now,
        () -> {
          if (close.etag().isPresent() && close.etag().get() != state.lastSequence()) {
            return Decision.reject(new Rejection.StaleEtag(state.lastSequence()));
          }
          var events =
              closed(
                  state, SessionEvent.Closed.Reason.REQUESTED, Optional.of(close.request()), now);
          return new Decision(events, new Recorded(state.lastSequence() + events.size(), now));
        });
  }

  /** Ends an open session in which nothing has happened for too long. */
  static List<SessionEvent> expire(SessionState state, Instant now) {
    return closed(state, SessionEvent.Closed.Reason.EXPIRED, Optional.empty(), now);
  }

  /** Nobody answers any more what is open. */
  private static List<SessionEvent> closed(
      SessionState state,
      SessionEvent.Closed.Reason reason,
      Optional<RequestMark> request,
      Instant now) {
    var events = new ArrayList<>(WorkerTurns.cancel(state, now));
    events.add(new SessionEvent.Closed(reason, request, now));
    return events;
  }

  private static Decision erase(SessionState state, Instant now) {
    var sagas = state.context().pending().stream().map(PendingSaga::saga).toList();
    return switch (state.life()) {
      case NONE -> Decision.reject(Rejection.Plain.NOT_FOUND);
      case ERASED -> Decision.tell(new SessionReply.Erased(List.of()));
      case OPEN, CLOSED ->
          new Decision(
              closed(state, SessionEvent.Closed.Reason.ERASED, Optional.empty(), now),
              new SessionReply.Erased(sagas));
    };
  }

  private static Decision get(SessionState state, SessionCommand.Get get, Surroundings around) {
    if (state.life() == Life.NONE) {
      return Decision.reject(Rejection.Plain.NOT_FOUND);
    }
    return Decision.tell(
        switch (get) {
          case SESSION -> SessionFold.view(state);
          case CONTEXT -> view(state, around);
        });
  }

  /**
   * A request that was seen gets its first result again; a new one is decided if the session is
   * open.
   */
  static Decision onlyOnce(
      SessionState state, RequestMark request, Instant now, Supplier<Decision> decision) {
    return switch (state.life()) {
      case NONE -> Decision.reject(Rejection.Plain.NOT_FOUND);
      case CLOSED ->
          repeated(state, request, now).orElseGet(() -> Decision.reject(Rejection.Plain.ENDED));
      case ERASED -> Decision.reject(Rejection.Plain.SUBJECT_ERASED);
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

  static SessionReply.ContextView view(SessionState state, Surroundings around) {
    return new SessionReply.ContextView(
        SessionFold.view(state),
        around.node(),
        state.context(),
        around.profile(),
        around.keyEncryptionKey(),
        around.workerName(),
        state.open().turns());
  }
}
