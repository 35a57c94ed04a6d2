package switchboard.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.context.PendingSaga;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionReply.Rejection.OfOperator;
import switchboard.session.SessionRules.Decision;
import switchboard.session.TurnEvent.Outcome;

/** What a session does when its operator steps in. Pure. */
final class OperatorRules {
  private OperatorRules() {}

  static Decision decide(SessionState state, SessionCommand.OfOperator command, Instant now) {
    return switch (command) {
      case SessionCommand.Pause pause ->
          SessionRules.onlyOnce(state, pause.request(), now, () -> pause(state, pause, now));
      case SessionCommand.Resume.RESUME -> ifOpen(state).orElseGet(() -> resume(state, now));
      case SessionCommand.CancelTurn cancel ->
          ifOpen(state).orElseGet(() -> cancel(state, cancel, now));
    };
  }

  /** The refusal of a session that is not open; empty for one that is. */
  private static Optional<Decision> ifOpen(SessionState state) {
    return switch (state.life()) {
      case NONE -> Optional.of(Decision.reject(Rejection.Plain.NOT_FOUND));
      case CLOSED -> Optional.of(Decision.reject(Rejection.Plain.ENDED));
      case ERASED -> Optional.of(Decision.reject(Rejection.Plain.SUBJECT_ERASED));
      case OPEN -> Optional.empty();
    };
  }

  private static Decision pause(SessionState state, SessionCommand.Pause pause, Instant now) {
    var until = now.plus(pause.length());
    return recording(
        state, List.of(new PauseEvent.Paused(until, pause.reason(), pause.request(), now)), now);
  }

  private static Decision resume(SessionState state, Instant now) {
    return current(state, now).isEmpty()
        ? Decision.reject(OfOperator.NotSo.NOT_PAUSED)
        : recording(state, List.of(new PauseEvent.Resumed(PauseEvent.Why.REQUESTED, now)), now);
  }

  /** As a message that interrupts does, but that none takes its place. */
  private static Decision cancel(
      SessionState state, SessionCommand.CancelTurn cancel, Instant now) {
    var open = state.open().turns().stream();
    var named = cancel.turn() == 0 ? open : open.filter(it -> it.turn() == cancel.turn());
    var found = named.findFirst();
    if (found.isEmpty()) {
      return Decision.reject(OfOperator.NotSo.TURN_NOT_OPEN);
    }
    var turn = found.get();
    var events = new ArrayList<SessionEvent>();
    events.add(new TurnEvent.Ended(turn.turn(), Outcome.INTERRUPTED, turn.attempt(), "", now));
    if (cancel.compensate()) {
      state.context().pending().stream()
          .filter(saga -> belongs(saga, turn))
          .map(saga -> new SessionEvent.SagaTakenBack(saga.saga(), turn.userTurn(), now))
          .forEach(events::add);
    }
    return recording(state, events, now);
  }

  /** What the user said there, or before it in turns that it interrupts, had asked for it. */
  private static boolean belongs(PendingSaga saga, OpenTurn turn) {
    return saga.turn() > 0
        && (saga.turn() == turn.userTurn() || turn.interrupts().contains(saga.turn()));
  }

  private static Decision recording(
      SessionState state, List<? extends SessionEvent> events, Instant now) {
    return new Decision(List.copyOf(events), new Recorded(state.lastSequence() + 1, now));
  }

  /** The pause that keeps messages out now. */
  static Optional<Pause> current(SessionState state, Instant now) {
    return state.pause().filter(pause -> !pause.isOverAt(now));
  }

  /** The pause is over by itself. */
  static List<SessionEvent> expire(Instant now) {
    return List.of(new PauseEvent.Resumed(PauseEvent.Why.EXPIRED, now));
  }
}
