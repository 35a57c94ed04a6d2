package switchboard.context;

import java.time.Instant;
import java.util.Map;

/**
 * A saga that a session asked for and that has not completed.
 *
 * @param saga its id
 * @param type its type, such as "order_status"
 * @param input what it was asked with
 * @param startedSequence sequence of the event that asked for it
 * @param turn sequence of the user message it belongs to
 * @param deadline by when it ends
 * @param lastReport the last of the saga's reports that was recorded; 0 for none
 * @param partial whether it already ended partially and may still complete
 */
public record PendingSaga(
    String saga,
    String type,
    Map<String, String> input,
    long startedSequence,
    long turn,
    Instant deadline,
    long lastReport,
    boolean partial) {
  public PendingSaga {
    input = Map.copyOf(input);
  }

  public PendingSaga reported(long report, boolean nowPartial) {
    return new PendingSaga(saga, type, input, startedSequence, turn, deadline, report, nowPartial);
  }
}
