package switchboard.saga;

import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;

/**
 * Between what happens in a saga and what is stored of it. Classified content is stored sealed;
 * once the subject is erased it comes back empty, and the rest as it was.
 */
public interface SagaCodec {
  /** What the journal gets of an event. */
  Object stored(SagaId id, SagaEvent event, SubjectKey key);

  /**
   * An event as the journal had it.
   *
   * @throws IllegalStateException if it is sealed and its key is missing, or cannot be read
   */
  SagaEvent event(SagaId id, Object stored, SubjectKey key);

  /** Whom a saga is for, by its first event as the journal had it. */
  Subject subject(SagaId id, Object first);
}
