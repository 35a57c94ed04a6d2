package switchboard.ops.raw;

import java.util.HashMap;
import java.util.Map;

/**
 * Something known of a thing in the internal systems, as it is stored.
 *
 * @param asOf milliseconds since 1970
 */
public record RawFact(
    String kind, String id, Map<String, String> attributes, long asOf, String source) {
  public RawFact {
    attributes = Map.copyOf(attributes);
  }

  static RawFact of(Fields fact) {
    return new RawFact(
        fact.text(1),
        fact.text(2),
        fact.map(3, entry -> entry.text(2)),
        fact.number(4),
        fact.text(5));
  }

  /** This one, with what an earlier one says besides. */
  RawFact over(RawFact earlier) {
    var both = new HashMap<>(earlier.attributes);
    both.putAll(attributes);
    return new RawFact(kind, id, both, asOf, source);
  }

  boolean isAbout(RawFact other) {
    return kind.equals(other.kind) && id.equals(other.id);
  }
}
