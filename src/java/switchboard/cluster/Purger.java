package switchboard.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.journal.RedisStore;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.privacy.Subject;
import switchboard.session.SessionDeadline;
import switchboard.session.SessionId;
import switchboard.session.SessionPurger;

/** Removes sessions from the store: first from the indexes, so that nothing names what is gone. */
final class Purger implements SessionPurger {
  private static final List<String> DEADLINES =
      List.of(SessionDeadline.IDLE, SessionDeadline.PURGE, SessionDeadline.PAUSE);

  private final RedisStore store;
  private final TenantIndex index;

  Purger(RedisStore store, TenantIndex index) {
    this.store = store;
    this.index = index;
  }

  @Override
  public CompletionStage<Void> purge(SessionId session, Subject subject, long lastSequence) {
    return index
        .remove(session)
        .thenCompose(
            _ ->
                store
                    .subjects()
                    .removeMember(StoredSubjectKeys.recordOf(subject), session.session()))
        .thenCompose(_ -> store.purge(session.persistenceId(), lastSequence, DEADLINES))
        .thenCompose(
            gone ->
                gone
                    ? CompletableFuture.completedStage(null)
                    : CompletableFuture.failedStage(
                        new IllegalStateException(
                            "a session was written to while it was removed")));
  }
}
