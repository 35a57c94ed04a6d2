package switchboard.saga;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What can be asked of a saga. */
public sealed interface SagaCommand {
  /**
   * Starts it; a repetition changes nothing.
   *
   * @param subject whom it is for, within the session's tenant
   * @param traceparent the W3C trace context that its calls carry along
   */
  record Start(
      String type,
      String subject,
      Map<String, String> input,
      Instant deadline,
      Optional<String> traceparent)
      implements SagaCommand {
    public Start {
      input = Map.copyOf(input);
    }
  }

  /**
   * A step was answered; a repetition changes nothing.
   *
   * @param attempt which attempt it answers; 0 if it did not say: the last one then
   */
  record Answer(StepAnswer answer, int attempt) implements SagaCommand {}

  /** The session has recorded a report. */
  record AcknowledgeReport(long report) implements SagaCommand {}

  /** The subject is being erased: it takes back what it did, and tells nobody. */
  enum Cancel implements SagaCommand {
    CANCEL
  }

  /**
   * The session's agent no longer wants it: it takes back what it did, and reports that. One that
   * has ended, or waits for an operator, goes on as it is.
   */
  enum TakeBack implements SagaCommand {
    TAKE_BACK,
    /** An operator does not want it to go on; the rest is the same. */
    CANCEL_BY_OPERATOR
  }

  /** One of its durable deadlines has passed. */
  record PassDeadline(String deadline) implements SagaCommand {}

  /** An operator has a parked saga try its failed compensations again; says why. */
  record Redrive(String reason) implements SagaCommand {}
}
