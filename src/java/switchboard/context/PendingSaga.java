package switchboard.context;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A saga that a session asked for and that has not ended for good.
 *
 * @param saga its id
 * @param type its type, such as "order_status"
 * @param input what it was asked with
 * @param startedSequence sequence of the event that asked for it
 * @param turn sequence of the user message it belongs to; 0 if it belongs to none
 * @param deadline by when it ends
 * @param lastReport the last of the saga's reports that was recorded; 0 for none
 * @param partial whether it already ended partially and may still complete
 * @param parked whether its last report was that an operator has to see to it
 * @param question what it asked of the user last, until that is decided or no longer waited for
 * @param traceparent the W3C trace context that it was asked for in
 */
public record PendingSaga(
    String saga,
    String type,
    Map<String, String> input,
    long startedSequence,
    long turn,
    Instant deadline,
    long lastReport,
    boolean partial,
    boolean parked,
    Optional<Question> question,
    Optional<String> traceparent) {
  public PendingSaga {
    input = Map.copyOf(input);
  }

  /** One that is not parked and asks nothing, outside any trace. */
  public PendingSaga(
      String saga,
      String type,
      Map<String, String> input,
      long startedSequence,
      long turn,
      Instant deadline,
      long lastReport,
      boolean partial) {
    this(
        saga,
        type,
        input,
        startedSequence,
        turn,
        deadline,
        lastReport,
        partial,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** The same, asked for in this trace. */
  public PendingSaga tracedBy(Optional<String> trace) {
    return with(lastReport, partial, parked, question, trace);
  }

  /** What a report makes of it that does not end it for good. */
  public PendingSaga reported(long report, SagaReport content) {
    var outcome =
        switch (content) {
          case SagaReport.Ended(var ended, _, _) -> Optional.of(ended);
          case SagaReport.Progressed _, SagaReport.Asked _, SagaReport.Compensating _ ->
              Optional.<SagaOutcome>empty();
        };
    var asked =
        switch (content) {
          case SagaReport.Asked(var step, var options, var due, _) ->
              Optional.of(new Question(step, options, due));
          // a step beside the one that waits for the user leaves the question open
          case SagaReport.Progressed(var step, _) ->
              question.filter(open -> !open.step().equals(step));
          case SagaReport.Compensating _, SagaReport.Ended _ -> Optional.<Question>empty();
        };
    return with(
        report,
        // progress after a partial end does not undo that: the next one is for good
        partial || outcome.filter(SagaOutcome.PARTIALLY_COMPLETED::equals).isPresent(),
        outcome.filter(SagaOutcome.PARKED::equals).isPresent(),
        asked,
        traceparent);
  }

  /** Its question is decided. */
  PendingSaga decided() {
    return with(lastReport, partial, parked, Optional.empty(), traceparent);
  }

  private PendingSaga with(
      long report,
      boolean nowPartial,
      boolean nowParked,
      Optional<Question> asked,
      Optional<String> trace) {
    return new PendingSaga(
        saga,
        type,
        input,
        startedSequence,
        turn,
        deadline,
        report,
        nowPartial,
        nowParked,
        asked,
        trace);
  }

  /**
   * Whether nothing follows this end of a saga: after a partial end a late answer may, once, and a
   * parked saga ends otherwise when an operator has seen to it.
   *
   * @param partial whether it ended partially before
   */
  public static boolean endsForGood(SagaOutcome outcome, boolean partial) {
    return switch (outcome) {
      case COMPLETED, FAILED, COMPENSATED -> true;
      case PARTIALLY_COMPLETED -> partial;
      case PARKED -> false;
    };
  }
}
