package switchboard.wire;

import java.util.Optional;
import java.util.regex.Pattern;

/** W3C trace contexts, as they come from outside. */
public final class TraceParents {
  private static final int LENGTH = 55;

  /** After the flags, a version to come may have more. */
  private static final Pattern WELL_FORMED =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.{0,64}");

  private TraceParents() {}

  /**
   * The trace context if it is well-formed: the specification wants any other to be ignored. What a
   * version to come has more is left out, because it could be anything, and what is kept goes in
   * clear into the journal and into headers of Kafka and HTTP.
   */
  public static Optional<String> wellFormed(String traceparent) {
    return Optional.of(traceparent)
        .filter(it -> WELL_FORMED.matcher(it).matches())
        .map(it -> it.substring(0, LENGTH));
  }
}
