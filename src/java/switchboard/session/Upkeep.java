package switchboard.session;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.privacy.Subject;
import switchboard.session.SessionState.Life;

/** What a session does when one of its durable deadlines has passed. */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final ActorContext<SessionMessage> actor;
  private final SagaStarter sagas;
  private final SessionPurger purger;
  private final Retention retention;

  Upkeep(ActorContext<SessionMessage> actor, SessionEntity.Dependencies dependencies) {
    this.actor = actor;
    this.sagas = dependencies.sagas();
    this.purger = dependencies.purger();
    this.retention = dependencies.settings().retention();
  }

  /**
   * Does it, or has the entity record something and answer STALE.
   *
   * @return what to record; nothing if the answer is given, or will be
   */
  List<SessionEvent> due(SessionState state, SessionMessage.DeadlineDue due, Instant now) {
    if (due.deadline().equals(SessionDeadline.IDLE)) {
      return idle(state, due, now);
    }
    if (due.deadline().equals(SessionDeadline.PAUSE)) {
      return pauseOver(state, due, now);
    }
    if (due.deadline().equals(SessionDeadline.PURGE)) {
      purge(state, due);
    } else if (due.deadline().equals(SessionDeadline.TURNS)) {
      // being here it has handed them out
      due.replyTo()
          .tell(
              state.open().isEmpty()
                  ? DeadlineAnswer.Plain.STALE
                  : new DeadlineAnswer.MoveTo(now.plus(SessionDeadline.LOOK_AFTER_TURNS)));
    } else {
      startAgain(state, due);
    }
    return List.of();
  }

  private List<SessionEvent> idle(SessionState state, SessionMessage.DeadlineDue due, Instant now) {
    var ends = state.activeTime().plus(retention.idle());
    if (state.life() != Life.OPEN) {
      due.replyTo().tell(DeadlineAnswer.Plain.STALE);
      return List.of();
    }
    if (ends.isAfter(now)) {
      due.replyTo().tell(new DeadlineAnswer.MoveTo(ends));
      return List.of();
    }
    return SessionRules.expire(state, now);
  }

  private List<SessionEvent> pauseOver(
      SessionState state, SessionMessage.DeadlineDue due, Instant now) {
    if (state.pause().isEmpty()) {
      due.replyTo().tell(DeadlineAnswer.Plain.STALE);
      return List.of();
    }
    var ends = state.pause().get().until();
    if (ends.isAfter(now)) {
      due.replyTo().tell(new DeadlineAnswer.MoveTo(ends));
      return List.of();
    }
    return OperatorRules.expire(now);
  }

  private void purge(SessionState state, SessionMessage.DeadlineDue due) {
    switch (state.life()) {
      case NONE, OPEN -> due.replyTo().tell(DeadlineAnswer.Plain.STALE);
      case CLOSED, ERASED ->
          actor.pipeToSelf(
              purger.purge(state.id(), subject(state), state.lastSequence()),
              (_, failure) -> {
                if (failure != null) {
                  LOG.warn("a session was not removed, will retry: {}", failure.toString());
                }
                return new SessionMessage.Purged(failure == null, due.replyTo());
              });
    }
  }

  /**
   * A saga that confirms its start looks after itself from then on, so the deadline has done its
   * work. Waiting for its first report instead would wake a closed session for ever: that takes
   * none.
   */
  private void startAgain(SessionState state, SessionMessage.DeadlineDue due) {
    var saga =
        SessionDeadline.sagaToStart(due.deadline())
            .flatMap(state.context()::pending)
            .filter(pending -> pending.lastReport() == 0);
    saga.map(pending -> sagas.confirm(state.id(), subject(state), pending))
        .orElseGet(() -> CompletableFuture.completedStage(true))
        .thenApply(done -> done ? DeadlineAnswer.Plain.STALE : DeadlineAnswer.Plain.KEEP)
        .thenAccept(due.replyTo()::tell);
  }

  /** Has the sagas started that events have asked for. */
  void started(SessionState before, SessionState after) {
    if (after.context().pending() != before.context().pending()) {
      after.context().pending().stream()
          .filter(saga -> before.context().pending(saga.saga()).isEmpty())
          .forEach(saga -> sagas.start(after.id(), subject(after), saga));
    }
  }

  private static Subject subject(SessionState state) {
    return new Subject(state.id().tenant(), state.subject());
  }
}
