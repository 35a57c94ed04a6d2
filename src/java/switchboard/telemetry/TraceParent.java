package switchboard.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** W3C trace contexts as texts, which is how they are stored and sent. */
final class TraceParent {
  /** 00-TRACE-SPAN-FLAGS. */
  private static final int LENGTH = 55;

  private static final int TRACE = 3;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;

  private static final int SPAN_BYTES = 8;

  private TraceParent() {}

  /** Whether whoever began the trace wants it kept. */
  static boolean isSampled(String traceparent) {
    return traceparent.length() >= LENGTH
        && "13579bdf".indexOf(traceparent.charAt(LENGTH - 1)) >= 0;
  }

  /** Empty of what is none. */
  static Context context(String traceparent) {
    if (traceparent.length() < LENGTH) {
      return Context.root();
    }
    var flags = isSampled(traceparent) ? TraceFlags.getSampled() : TraceFlags.getDefault();
    var context =
        SpanContext.createFromRemoteParent(
            trace(traceparent), span(traceparent), flags, TraceState.getDefault());
    return context.isValid() ? Context.root().with(Span.wrap(context)) : Context.root();
  }

  static String trace(String traceparent) {
    return traceparent.substring(TRACE, SPAN - 1);
  }

  static String span(String traceparent) {
    return traceparent.substring(SPAN, FLAGS - 1);
  }

  static String of(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }

  /** The id of the span that stands for something of a trace: always the same for the same. */
  static String derivedSpan(String traceparent, String what) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(trace(traceparent).getBytes(StandardCharsets.US_ASCII));
      var hash = digest.digest(what.getBytes(StandardCharsets.UTF_8));
      hash[0] |= 1; // no span's id is all zeros
      return HexFormat.of().formatHex(hash, 0, SPAN_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** The same trace with another span as the parent of what follows. */
  static Optional<String> at(String traceparent, String span) {
    return Optional.of("00-" + trace(traceparent) + "-" + span + "-01");
  }
}
