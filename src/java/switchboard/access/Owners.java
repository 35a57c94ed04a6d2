package switchboard.access;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;
import switchboard.session.SessionId;

/** Whose sessions are. */
@FunctionalInterface
public interface Owners {
  /**
   * Whom a session was begun with; empty if there is no such session. Fails with {@link
   * switchboard.journal.StoreException} while the store is away.
   */
  CompletionStage<Optional<Subject>> of(SessionId session);
}
