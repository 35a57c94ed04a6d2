package switchboard.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One piece of a trace while it lasts: a span, or nothing if its trace is not kept. What it is
 * tagged with is never content and never names a person: ids, counts and outcomes only.
 */
public final class Hop {
  /** Of a trace that is not kept. */
  public static final Hop NONE = new Hop(Span.getInvalid());

  /** A session's resource name. */
  public static final String SESSION = "switchboard.session";

  /** A saga's id. */
  public static final String SAGA = "switchboard.saga";

  /** What became of it. */
  public static final String OUTCOME = "switchboard.outcome";

  private final Span span;

  Hop(Span span) {
    this.span = span;
  }

  /** Whether its trace is kept. */
  public boolean isKept() {
    return this != NONE;
  }

  /** The trace context to hand on, with this as the parent; what came if this is nothing. */
  public Optional<String> carried(Optional<String> came) {
    return isKept() ? Optional.of(TraceParent.of(span.getSpanContext())) : came;
  }

  /** Adds what it is about. */
  public Hop tag(String name, String value) {
    span.setAttribute(name, value);
    return this;
  }

  /** Adds a count. */
  public Hop tag(String name, long value) {
    span.setAttribute(name, value);
    return this;
  }

  /**
   * A line of the log with the trace and the span in it. A thread's own context does not follow an
   * actor from one message to the next, so lines are given what they belong to.
   */
  public LoggingEventBuilder named(LoggingEventBuilder line) {
    if (!isKept()) {
      return line;
    }
    var context = span.getSpanContext();
    return line.addKeyValue("trace", context.getTraceId()).addKeyValue("span", context.getSpanId());
  }

  /** It is over. */
  public void end() {
    span.end();
  }

  /**
   * It is over and went wrong.
   *
   * @param reason a code or the name of a class, never a message
   */
  public void fail(String reason) {
    span.setStatus(StatusCode.ERROR, reason);
    span.end();
  }
}
