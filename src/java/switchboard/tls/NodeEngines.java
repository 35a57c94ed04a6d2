package switchboard.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import scala.Option;

/**
 * TLS between nodes: each side shows a certificate that comes from the authority and gives the role
 * of a node. Pekko makes it when the transport is {@code tls-tcp}.
 *
 * <p>Pekko's own provider that reads its files again has no connection while they cannot be used,
 * takes one authority and no certificates between it and the node's, and would let a worker's
 * certificate in that shares a name with a node's.
 */
public final class NodeEngines implements SSLEngineProvider {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final SSLContext context;

  /** Called by Pekko. */
  public NodeEngines(ActorSystem system) {
    this.context =
        NodeTls.get(system)
            .own()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "pekko.remote.artery.transport is tls-tcp: set switchboard.tls, which"
                            + " turns it on by itself"))
            .context();
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    var engine = engine(hostname, port, false);
    engine.setNeedClientAuth(true);
    return engine;
  }

  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return engine(hostname, port, true);
  }

  private SSLEngine engine(String hostname, int port, boolean isClient) {
    var engine = context.createSSLEngine(hostname, port);
    engine.setUseClientMode(isClient);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return refusal(session);
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return refusal(session);
  }

  private static Option<Throwable> refusal(SSLSession session) {
    try {
      if (session.getPeerCertificates()[0] instanceof X509Certificate shown
          && Role.NODE.nameIn(shown).isPresent()) {
        return Option.empty();
      }
    } catch (SSLPeerUnverifiedException none) {
      return Option.apply(none);
    }
    return Option.apply(
        new SSLPeerUnverifiedException(
            "the other side's certificate does not give it the role of a node"));
  }
}
