package switchboard.kafka;

/** Kafka gives no answer, or refuses. The message is one line that says what to do. */
public final class KafkaFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KafkaFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
