package switchboard.telemetry;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Random ids, but for a span whose id is known before it is told. */
final class SpanIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<String> given = new ThreadLocal<>();

  /** Runs what begins one span, which gets this id. */
  <T> T with(String span, Supplier<T> begin) {
    given.set(span);
    try {
      return begin.get();
    } finally {
      given.remove();
    }
  }

  @Override
  public String generateSpanId() {
    var known = given.get();
    return known == null ? random.generateSpanId() : known;
  }

  @Override
  public String generateTraceId() {
    return random.generateTraceId();
  }
}
