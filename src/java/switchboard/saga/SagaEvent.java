package switchboard.saga;

import java.time.Instant;
import java.util.Map;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;

/** Everything that can happen in a saga. */
public sealed interface SagaEvent {
  Instant time();

  /** Begun, for a subject of the session's tenant. */
  record Started(
      String type, String subject, Map<String, String> input, Instant deadline, Instant time)
      implements SagaEvent {
    public Started {
      input = Map.copyOf(input);
    }
  }

  /** The command's publication commits with it. */
  record StepAsked(SagaType.Move.Ask ask, Instant time) implements SagaEvent {}

  record StepAnswered(StepAnswer answer, Instant time) implements SagaEvent {}

  /** The session is to be told. Reports count 1, 2, 3, … */
  record ReportQueued(long report, SagaReport content, Instant time) implements SagaEvent {}

  record ReportAcknowledged(long report, Instant time) implements SagaEvent {}

  /** It ended; after PARTIALLY_COMPLETED a late answer may still end it otherwise. */
  record Ended(SagaOutcome outcome, String reason, Instant time) implements SagaEvent {}
}
