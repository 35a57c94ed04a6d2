package switchboard.tls;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate, and the authority that those of the other side must come from, as their files are
 * now: looked at again and again until {@link #close}. New connections see what is new; those that
 * are open go on. What cannot be used is logged, and the last that could stays.
 */
public final class ReloadingCertificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadingCertificates.class);

  private final CertificateFiles files;
  private final Optional<Path> authority;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trusted;
  private final ScheduledExecutorService timer;
  private String identityMark;
  private String authorityMark = "";
  private String complaint = "";

  private ReloadingCertificates(CertificateFiles files, Optional<Path> authority)
      throws IOException, GeneralSecurityException {
    this.files = files;
    this.authority = authority;
    // who calls is known by its role, and nodes by theirs: names in certificates are for clients
    this.trusted =
        AdvancedTlsX509TrustManager.newBuilder()
            .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
            .build();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());
    load();
  }

  /**
   * Reads them.
   *
   * @param authority empty where the other side shows no certificate
   * @param reload how often the files are looked at
   * @throws IllegalArgumentException if one of the files cannot be used; the message is one line
   */
  public static ReloadingCertificates open(
      CertificateFiles files, Optional<Path> authority, Duration reload) {
    try {
      var opened = new ReloadingCertificates(files, authority);
      opened.timer.scheduleWithFixedDelay(
          opened::look, reload.toMillis(), reload.toMillis(), TimeUnit.MILLISECONDS);
      return opened;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalArgumentException(PemFiles.said(unusable), unusable);
    }
  }

  private void look() {
    try {
      load();
      complaint = "";
    } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
      var said = PemFiles.said(unusable);
      if (!said.equals(complaint)) {
        LOG.atError()
            .addKeyValue("reason", said)
            .log("A certificate's new file cannot be used: the one that was read before stays");
      }
      complaint = said;
    }
  }

  private void load() throws IOException, GeneralSecurityException {
    var identity = PemFiles.identity(files);
    if (!identity.mark().equals(identityMark)) {
      keys.updateIdentityCredentials(identity.chain(), identity.key());
      said(identityMark != null, files.certificate(), identity.chain()[0].getNotAfter().toString());
      identityMark = identity.mark();
    }
    if (authority.isPresent()) {
      var authorities = PemFiles.authorities(authority.get());
      if (!authorities.mark().equals(authorityMark)) {
        trusted.updateTrustCredentials(authorities.certificates());
        said(
            !authorityMark.isEmpty(),
            authority.get(),
            authorities.certificates()[0].getNotAfter().toString());
        authorityMark = authorities.mark();
      }
    }
  }

  private static void said(boolean isNew, Path file, String until) {
    if (isNew) {
      LOG.atInfo()
          .addKeyValue("file", file)
          .addKeyValue("until", until)
          .log("A certificate was read anew");
    }
  }

  /** For a listener whose callers show no certificate. */
  ServerCredentials server() {
    return TlsServerCredentials.newBuilder().keyManager(keys).build();
  }

  /**
   * For a listener that asks callers for a certificate and refuses one that does not come from the
   * authority. A caller that shows none is for {@link RequiredRole} to refuse, which can say why.
   */
  ServerCredentials serverThatAsks() {
    return TlsServerCredentials.newBuilder()
        .keyManager(keys)
        .trustManager(trusted)
        .clientAuth(ClientAuth.OPTIONAL)
        .build();
  }

  /** For both sides of the connections between nodes. */
  SSLContext context() {
    try {
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {keys}, new TrustManager[] {trusted}, null);
      // a session that is resumed shows no certificate, so none outlives a change for long
      context.getServerSessionContext().setSessionTimeout(1);
      context.getClientSessionContext().setSessionTimeout(1);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no TLS 1.3", broken);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
