package switchboard.saga;

import java.time.Instant;

/** Encodes a step's command as an entry of the outbox. */
public interface CommandEncoder {
  byte[] encode(SagaId saga, SagaType.Move.Ask ask, Instant time);
}
