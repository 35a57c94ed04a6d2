package switchboard.saga;

import java.time.Instant;
import java.util.Map;

/**
 * What a service answered.
 *
 * @param step the step that asked
 * @param ok whether the service did what it was asked
 * @param reason why not: an upper-snake word
 * @param attributes what it told
 * @param asOf when that was so
 * @param source the topic it came from
 */
public record StepAnswer(
    String step,
    boolean ok,
    String reason,
    Map<String, String> attributes,
    Instant asOf,
    String source) {
  public StepAnswer {
    attributes = Map.copyOf(attributes);
  }
}
