package switchboard.tls;

import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * How a client connects: plain, or with TLS.
 *
 * @param context empty for plain
 * @param serverName the name that servers' certificates must have; empty: as the address says
 */
public record ClientTls(Optional<SslContext> context, Optional<String> serverName) {
  /** Without TLS. */
  public static final ClientTls PLAIN = new ClientTls(Optional.empty(), Optional.empty());

  /**
   * With TLS.
   *
   * @param authority the certificate of whoever signs the servers' ones, PEM
   * @param own what the client shows; empty for nothing
   * @throws IllegalArgumentException if a file cannot be used; the message is one line
   */
  public static ClientTls of(
      Path authority, Optional<CertificateFiles> own, Optional<String> serverName) {
    // Java's own TLS: a command has ended before a native one would be unpacked and loaded
    var context = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK);
    try {
      context.trustManager(authority.toFile());
      own.ifPresent(it -> context.keyManager(it.certificate().toFile(), it.key().toFile()));
      return new ClientTls(Optional.of(context.build()), serverName);
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new IllegalArgumentException(PemFiles.said(unusable), unusable);
    }
  }

  /** A channel to one server, {@code host:port}; nobody is connected to before the first call. */
  public ManagedChannelBuilder<?> channel(String address) {
    var builder = NettyChannelBuilder.forTarget(address);
    context.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
    serverName.ifPresent(builder::overrideAuthority);
    return builder;
  }
}
