package switchboard.operations;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.util.Optional;
import switchboard.tls.RequiredRole;

/** Notes who calls: by the name in its certificate, or else by what it says of itself. */
public final class Operators implements ServerInterceptor {
  /** The header in which a caller says who it is; not looked at where certificates are. */
  public static final Metadata.Key<String> HEADER =
      Metadata.Key.of("switchboard-operator", Metadata.ASCII_STRING_MARSHALLER);

  private static final Operator UNKNOWN = new Operator("unknown", "", false);
  private static final Context.Key<Operator> CALLING = Context.keyWithDefault("operator", UNKNOWN);

  /** Who the call is from that this thread has just been handed; not known later, or elsewhere. */
  public static Operator calling() {
    return CALLING.get();
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    var claimed = Optional.ofNullable(headers.get(HEADER)).orElse("");
    var operator =
        RequiredRole.name()
            .map(name -> new Operator(peer(call), name, true))
            .orElseGet(() -> new Operator(peer(call), claimed, false));
    return Contexts.interceptCall(
        Context.current().withValue(CALLING, operator), call, headers, next);
  }

  private static String peer(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : UNKNOWN.peer();
  }
}
