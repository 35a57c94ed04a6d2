package switchboard.frontdoor;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Instant;
import java.util.Optional;
import switchboard.telemetry.Hop;
import switchboard.telemetry.Meters;
import switchboard.telemetry.Telemetry;
import switchboard.telemetry.Traces;

/**
 * Measures each call, makes its span, and keeps its W3C trace context where its handler finds it.
 * It stands below all interceptors, so it sees the status that the client gets, whoever gave it.
 */
final class WatchedCalls extends ServerStreamTracer.Factory {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Call> CURRENT = Context.key("watched-call");

  private final Traces traces;
  private final Meters meters;

  WatchedCalls(Telemetry telemetry) {
    this.traces = telemetry.traces();
    this.meters = telemetry.meters();
  }

  /**
   * The trace context for what the current call causes: with the call's span as the parent if its
   * trace is kept, else as it came, malformed perhaps; empty if none did.
   *
   * @param named what the request itself names, which goes before the call's metadata; or empty
   */
  static String trace(String named) {
    var call = CURRENT.get();
    return call == null ? named : call.trace(named);
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    var sent = headers.get(HEADER);
    return new Call(sent == null ? "" : sent);
  }

  /** One call. A stream has no span: it lasts for hours, and each message on it has its own. */
  private final class Call extends ServerStreamTracer {
    private final String sent;
    private final long beganNanos = System.nanoTime();
    private final Instant began = traces.on() ? Instant.now() : Instant.EPOCH;
    private volatile MethodDescriptor<?, ?> method;
    private Optional<Hop> hop = Optional.empty();

    Call(String sent) {
      this.sent = sent;
    }

    @Override
    public Context filterContext(Context context) {
      return context.withValue(CURRENT, this);
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> call) {
      method = call.getMethodDescriptor();
    }

    synchronized String trace(String named) {
      var came = named.isEmpty() ? sent : named;
      return isTraced() ? entered(came).carried(Optional.of(came)).get() : came;
    }

    private boolean isTraced() {
      return traces.on() && method != null && method.getType() == MethodType.UNARY;
    }

    private Hop entered(String came) {
      var span = hop.orElseGet(() -> traces.enter(method.getFullMethodName(), came, began));
      hop = Optional.of(span);
      return span;
    }

    @Override
    public synchronized void streamClosed(Status status) {
      // a method that is not of the contract may have any name
      var name = method == null ? "unknown" : method.getFullMethodName();
      meters.call(name, status.getCode().name(), System.nanoTime() - beganNanos);
      if (isTraced()) {
        var span = entered(sent).tag(Hop.OUTCOME, status.getCode().name());
        if (status.isOk()) {
          span.end();
        } else {
          span.fail(status.getCode().name());
        }
      }
    }
  }
}
