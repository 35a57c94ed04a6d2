package switchboard.session;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.journal.EventPage;
import switchboard.journal.EventReader;
import switchboard.privacy.Lock;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;

/** Sessions' events from the journal, opened with their subjects' keys. */
public final class StoredHistory implements SessionHistory {
  private static final int PAGE = 500;

  private final EventReader journal;
  private final Locks locks;
  private final SessionCodec codec;

  public StoredHistory(EventReader journal, Locks locks, SessionCodec codec) {
    this.journal = journal;
    this.locks = locks;
    this.codec = codec;
  }

  @Override
  public CompletionStage<Page> events(SessionId session, long from, long to, int max) {
    return journal
        .events(session.persistenceId(), from, to, max)
        .thenCompose(
            page ->
                page.events().isEmpty()
                    ? CompletableFuture.completedStage(open(session, page, SubjectKey.Absent.NONE))
                    : remembered(session).thenApply(lock -> open(session, page, lock.key())));
  }

  private Page open(SessionId session, EventPage page, SubjectKey key) {
    boolean erased = key == SubjectKey.Absent.ERASED;
    var events =
        page.events().stream()
            .map(
                each ->
                    new SequencedEvent(
                        each.sequence(), codec.event(session, each.event(), key), erased))
            .toList();
    return new Page(events, page.oldestSequence(), page.lastSequence());
  }

  /** Whose a session is, and the key to it. */
  public CompletionStage<Lock> lock(SessionId session) {
    return locks.of(session.persistenceId(), first -> codec.subject(session, first));
  }

  /** Whose a session is, which may be some minutes old; empty if there is none. */
  public CompletionStage<Optional<Subject>> owner(SessionId session) {
    return locks.owner(session.persistenceId(), first -> codec.subject(session, first));
  }

  private CompletionStage<Lock> remembered(SessionId session) {
    return locks.remembered(session.persistenceId(), first -> codec.subject(session, first));
  }

  /**
   * A session as it was right after an event, folded from the first event on: it takes time that
   * grows with the sequence.
   *
   * @return as far as it is recorded: the state's last sequence may be less than the one asked for
   */
  public CompletionStage<SessionState> stateAt(SessionId session, long sequence) {
    return fold(SessionState.none(session), sequence);
  }

  /** The context right after an event, as {@link SessionReply.ContextView} or a refusal. */
  public CompletionStage<SessionReply> contextAt(SessionId session, long sequence) {
    return lock(session)
        .thenCompose(
            lock -> stateAt(session, sequence).thenApply(state -> view(state, sequence, lock)));
  }

  private static SessionReply view(SessionState state, long sequence, Lock lock) {
    if (state.life() == SessionState.Life.NONE) {
      return new SessionReply.Rejected(SessionReply.Rejection.Plain.NOT_FOUND);
    }
    if (state.lastSequence() < sequence) {
      return new SessionReply.Rejected(new SessionReply.Rejection.PastEnd(state.lastSequence()));
    }
    var key = lock.key() instanceof SubjectKey.Present(_, var wrapping) ? wrapping : "";
    return new SessionReply.ContextView(
        SessionFold.view(state), "", state.context(), List.of(), key);
  }

  private CompletionStage<SessionState> fold(SessionState so, long sequence) {
    if (so.lastSequence() >= sequence) {
      return CompletableFuture.completedStage(so);
    }
    return events(so.id(), so.lastSequence() + 1, sequence, PAGE)
        .thenCompose(
            page -> {
              List<SessionEvent> events =
                  page.events().stream().map(SequencedEvent::event).toList();
              return events.isEmpty()
                  ? CompletableFuture.completedStage(so)
                  : fold(SessionFold.apply(so, events), sequence);
            });
  }
}
