package switchboard.saga;

import java.time.Instant;
import java.util.Map;

/** What can be asked of a saga. */
public sealed interface SagaCommand {
  /** Starts it; a repetition changes nothing. */
  record Start(String type, Map<String, String> input, Instant deadline) implements SagaCommand {
    public Start {
      input = Map.copyOf(input);
    }
  }

  /** A service answered a step; a repetition changes nothing. */
  record Answer(StepAnswer answer) implements SagaCommand {}

  /** The session has recorded a report. */
  record AcknowledgeReport(long report) implements SagaCommand {}

  /** One of its durable deadlines has passed. */
  record PassDeadline(String deadline) implements SagaCommand {}
}
