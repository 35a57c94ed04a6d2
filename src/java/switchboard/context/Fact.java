package switchboard.context;

import java.time.Instant;
import java.util.Map;

/**
 * Something known of a thing in the internal systems.
 *
 * @param kind the kind of thing, such as "order"
 * @param id the thing's id
 * @param attributes what is known, by name
 * @param asOf when the source says it was so
 * @param source the topic or service it came from
 */
public record Fact(
    String kind, String id, Map<String, String> attributes, Instant asOf, String source) {
  public Fact {
    attributes = Map.copyOf(attributes);
  }
}
