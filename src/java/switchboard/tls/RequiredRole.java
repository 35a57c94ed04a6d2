package switchboard.tls;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import switchboard.rpc.Refusals;
import switchboard.wire.CertificateErrors;

/**
 * Lets in only calls whose client certificate gives a role; all others end with UNAUTHENTICATED or
 * PERMISSION_DENIED before anything of them is read. That the certificate comes from the authority
 * and is valid now the connection has checked.
 */
public final class RequiredRole implements ServerInterceptor {
  private static final Context.Key<String> NAME = Context.key("name-in-certificate");

  private final Role role;

  public RequiredRole(Role role) {
    this.role = role;
  }

  /** The name that this call's certificate gives; empty where no certificate is asked for. */
  public static Optional<String> name() {
    return Optional.ofNullable(NAME.get());
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    var shown = certificate(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    var name = shown.flatMap(role::nameIn);
    if (name.isPresent()) {
      var context = Context.current().withValue(NAME, name.get());
      return Contexts.interceptCall(context, call, headers, next);
    }
    return Refusals.closed(
        call,
        shown.isEmpty()
            ? CertificateErrors.missing(role.word())
            : CertificateErrors.ofAnotherRole(role.word()));
  }

  private static Optional<X509Certificate> certificate(SSLSession session) {
    try {
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate shown
          ? Optional.of(shown)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    }
  }
}
