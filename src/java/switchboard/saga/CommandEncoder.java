package switchboard.saga;

import java.time.Instant;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;

/** Encodes a step's command as an entry of the outbox, sealed with the subject's key. */
public interface CommandEncoder {
  byte[] encode(SagaId saga, Subject subject, SubjectKey key, SagaType.Move.Ask ask, Instant time);
}
