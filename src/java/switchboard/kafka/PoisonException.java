package switchboard.kafka;

import java.util.Objects;

/**
 * Says that a record made its handler fail, and that the record rather than the world around is
 * suspected: an answer that breaks a rule when it is applied, a fact that cannot be stored. After
 * {@code give-up} such failures the record goes to the dead letters as {@code HANDLER_FAILED}.
 *
 * <p>Not for what is away for a while, such as a store, a shard or an answer that came too late:
 * that is any other exception, and is retried for ever.
 */
public final class PoisonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message static text: what the handler could not do
   * @param cause how it failed; only its class is logged, since its words may be the record's
   */
  public PoisonException(String message, Throwable cause) {
    super(message, Objects.requireNonNull(cause));
  }
}
