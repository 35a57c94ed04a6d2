package switchboard.wire;

import java.util.Optional;
import java.util.regex.Pattern;

/** W3C trace contexts, as they come from outside. */
public final class TraceParents {
  /**
   * What it says of the versions to come: after the flags there may be more. Only what is visible
   * goes on, because the whole goes into headers of Kafka and HTTP.
   */
  private static final Pattern WELL_FORMED =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?:-[!-~]{0,63})?");

  private TraceParents() {}

  /** The trace context if it is well-formed: the specification wants any other to be ignored. */
  public static Optional<String> wellFormed(String traceparent) {
    return Optional.of(traceparent).filter(it -> WELL_FORMED.matcher(it).matches());
  }
}
