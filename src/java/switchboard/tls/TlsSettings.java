package switchboard.tls;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/**
 * What is configured under {@code switchboard.tls} and {@code switchboard.front-door.tls}; see
 * tls.conf for the meaning of each.
 *
 * @param own the node's certificate; empty for no TLS among nodes, for workers and for operators
 * @param authority signs the certificates of nodes, workers and operators; there if own is
 * @param frontDoor the front door's certificate; empty for no TLS there
 * @param reload how often the files are looked at
 */
public record TlsSettings(
    Optional<CertificateFiles> own,
    Optional<Path> authority,
    Optional<CertificateFiles> frontDoor,
    Duration reload) {
  private static final String OWN = "switchboard.tls";
  private static final String FRONT_DOOR = "switchboard.front-door.tls";
  private static final Duration SOONEST = Duration.ofMillis(100);

  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public TlsSettings {
    if (own.isPresent() != authority.isPresent()) {
      throw new IllegalArgumentException(
          OWN + ".certificate-file and " + OWN + ".authority-file go together: one is empty");
    }
    if (reload.compareTo(SOONEST) < 0) {
      throw new IllegalArgumentException(OWN + ".reload must be 100 ms or more");
    }
  }

  /** Reads both sections from the whole configuration, but none of the files. */
  public static TlsSettings from(Config config) {
    var own = CertificateFiles.from(config, OWN);
    var authority = Optional.of(config.getString(OWN + ".authority-file"));
    return new TlsSettings(
        own,
        authority.filter(file -> !file.isEmpty()).map(Path::of),
        CertificateFiles.from(config, FRONT_DOOR).or(() -> own),
        config.getDuration(OWN + ".reload"));
  }

  /**
   * Reads the files that are configured, as a node does when it starts.
   *
   * @throws IllegalArgumentException if one cannot be read or is not what it should be, naming the
   *     section and the file
   */
  public static void checkFiles(Config config) {
    var settings = from(config);
    settings.own().ifPresent(files -> check(OWN, files));
    settings.frontDoor().ifPresent(files -> check(FRONT_DOOR, files));
    settings.authority().ifPresent(TlsSettings::checkAuthority);
  }

  private static void check(String section, CertificateFiles files) {
    try {
      PemFiles.identity(files);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalArgumentException(
          section + ".certificate-file: " + PemFiles.said(unusable), unusable);
    }
  }

  private static void checkAuthority(Path file) {
    try {
      PemFiles.authorities(file);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalArgumentException(
          OWN + ".authority-file: " + PemFiles.said(unusable), unusable);
    }
  }
}
