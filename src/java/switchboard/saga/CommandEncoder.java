package switchboard.saga;

import java.time.Instant;
import switchboard.privacy.SubjectKey;

/** Encodes entries of the outbox for what a saga's events require outside. */
public interface CommandEncoder {
  /** A step's command as a record to publish, sealed with the subject's key. */
  byte[] command(SagaState saga, SagaEvent.StepAsked asked, SubjectKey key);

  /** Lists the saga among the parked ones, or takes it from there. */
  byte[] parked(SagaState saga, boolean parked, Instant time);
}
