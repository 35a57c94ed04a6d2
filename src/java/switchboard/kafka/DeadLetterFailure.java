package switchboard.kafka;

/** Dead letters cannot be read or handled. The message is one line that says what to do. */
public final class DeadLetterFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeadLetterFailure(String message) {
    super(message);
  }

  DeadLetterFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
