package switchboard.context;

import java.time.Instant;
import java.util.HashMap;
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

  /** Whether it is about this thing. */
  public boolean isAbout(String kindOfThing, String idOfThing) {
    return kind.equals(kindOfThing) && id.equals(idOfThing);
  }

  /** This one, with the attributes of an earlier one of the same thing that it says nothing of. */
  public Fact over(Fact earlier) {
    var both = new HashMap<>(earlier.attributes());
    both.putAll(attributes);
    return new Fact(kind, id, both, asOf, source);
  }
}
