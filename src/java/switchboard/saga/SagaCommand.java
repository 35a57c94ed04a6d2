package switchboard.saga;

import java.time.Instant;
import java.util.Map;

/** What can be asked of a saga. */
public sealed interface SagaCommand {
  /**
   * Starts it; a repetition changes nothing.
   *
   * @param subject whom it is for, within the session's tenant
   */
  record Start(String type, String subject, Map<String, String> input, Instant deadline)
      implements SagaCommand {
    public Start {
      input = Map.copyOf(input);
    }
  }

  /** A service answered a step; a repetition changes nothing. */
  record Answer(StepAnswer answer) implements SagaCommand {}

  /** The session has recorded a report. */
  record AcknowledgeReport(long report) implements SagaCommand {}

  /** The subject is being erased: it ends where it stands, and tells nobody. */
  enum Cancel implements SagaCommand {
    CANCEL
  }

  /** One of its durable deadlines has passed. */
  record PassDeadline(String deadline) implements SagaCommand {}
}
