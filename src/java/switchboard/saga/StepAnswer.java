package switchboard.saga;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import switchboard.http.HttpOutcome;

/**
 * How a step ended.
 *
 * @param step the step that asked
 * @param ok whether it was done
 * @param reason why not: an upper-snake word
 * @param attributes what was told
 * @param asOf when that was so
 * @param source the topic or service it came from; "user" for a decision, "deadline" if nobody
 *     answered
 */
public record StepAnswer(
    String step,
    boolean ok,
    String reason,
    Map<String, String> attributes,
    Instant asOf,
    String source) {
  /** The source of a decision. */
  public static final String USER = "user";

  /** The service answered that it did nothing, and may be asked again. */
  private static final Set<String> PASSING =
      Set.of(
          "SERVICE_UNAVAILABLE",
          HttpOutcome.SERVICE_ERROR,
          HttpOutcome.RATE_LIMITED_BY_SERVICE,
          HttpOutcome.RATE_LIMITED,
          HttpOutcome.TOO_MANY_CALLS,
          HttpOutcome.CIRCUIT_OPEN,
          HttpOutcome.CONNECTION_FAILED,
          HttpOutcome.BAD_ANSWER,
          HttpOutcome.TIMED_OUT);

  /** It may or may not have been done. */
  private static final Set<String> IN_DOUBT =
      Set.of(HttpOutcome.TIMED_OUT, HttpOutcome.CONNECTION_FAILED, HttpOutcome.BAD_ANSWER);

  public StepAnswer {
    attributes = Map.copyOf(attributes);
  }

  /** Whether asking again may help. */
  boolean mayPass() {
    return !ok && PASSING.contains(reason);
  }

  /** Whether nobody knows what became of it. */
  static boolean isInDoubt(String reason) {
    return IN_DOUBT.contains(reason);
  }
}
