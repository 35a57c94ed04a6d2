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

/** Notes who calls. */
public final class Operators implements ServerInterceptor {
  /** The header in which a caller says who it is. */
  public static final Metadata.Key<String> HEADER =
      Metadata.Key.of("switchboard-operator", Metadata.ASCII_STRING_MARSHALLER);

  private static final Operator UNKNOWN = new Operator("unknown", "");
  private static final Context.Key<Operator> CALLING = Context.keyWithDefault("operator", UNKNOWN);

  /** Who the call is from that this thread has just been handed; not known later, or elsewhere. */
  public static Operator calling() {
    return CALLING.get();
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    var name = headers.get(HEADER);
    var operator = new Operator(peer(call), name == null ? "" : name);
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
