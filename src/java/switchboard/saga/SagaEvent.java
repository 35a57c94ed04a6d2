package switchboard.saga;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;

/** Everything that can happen in a saga. */
public sealed interface SagaEvent {
  Instant time();

  /**
   * Begun, for a subject of the session's tenant.
   *
   * @param traceparent the W3C trace context that its calls carry along
   */
  record Started(
      String type,
      String subject,
      Map<String, String> input,
      Instant deadline,
      Optional<String> traceparent,
      Instant time)
      implements SagaEvent {
    public Started {
      input = Map.copyOf(input);
    }
  }

  /**
   * An attempt of a step, or of a compensation. The command's publication commits with it.
   *
   * @param attempt from 1
   * @param due when it is given up
   */
  record StepAsked(Ask ask, int attempt, Instant due, Instant time) implements SagaEvent {}

  /** The service could not just now; it is asked again at {@code until}. */
  record StepPaused(String step, String reason, Instant until, Instant time) implements SagaEvent {}

  /** A step, or a compensation, ended. */
  record StepAnswered(StepAnswer answer, Instant time) implements SagaEvent {}

  /**
   * It cannot be completed; what was done is taken back.
   *
   * @param step the step that failed; empty if none did
   */
  record CompensationBegun(String step, String reason, Instant time) implements SagaEvent {}

  /** The session is to be told. Reports count 1, 2, 3, … */
  record ReportQueued(long report, SagaReport content, Instant time) implements SagaEvent {}

  record ReportAcknowledged(long report, Instant time) implements SagaEvent {}

  /** It ended; after PARTIALLY_COMPLETED and PARKED it may still end otherwise. */
  record Ended(SagaOutcome outcome, String reason, Instant time) implements SagaEvent {}

  /** An operator had a parked one try its failed compensations again. */
  record Redriven(String reason, Instant time) implements SagaEvent {}
}
