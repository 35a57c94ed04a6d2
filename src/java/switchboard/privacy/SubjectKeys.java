package switchboard.privacy;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The subjects' keys. They are stored wrapped by a key-encryption key, and held unwrapped in a
 * bounded cache. All calls fail with {@link switchboard.journal.StoreException} while the store is
 * away.
 */
public interface SubjectKeys {
  /**
   * The key of a subject, made if there is none yet. Always asks the store, so that no work starts
   * for a subject that is being erased.
   *
   * @param session id of a session to enter into the list of the subject's sessions in the same
   *     step; empty for none
   */
  CompletionStage<SubjectKey> obtain(Subject subject, Optional<String> session);

  /** The key of a subject, from the cache if it is there. */
  CompletionStage<SubjectKey> key(Subject subject);
}
