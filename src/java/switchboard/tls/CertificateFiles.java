package switchboard.tls;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a certificate and its private key are, both PEM.
 *
 * @param certificate the certificate first, then those that lead to its authority, if any
 * @param key PKCS #8, not encrypted
 */
public record CertificateFiles(Path certificate, Path key) {
  /**
   * Reads certificate-file and key-file of a section; empty if both are.
   *
   * @throws IllegalArgumentException if one of them is empty
   */
  static Optional<CertificateFiles> from(Config config, String section) {
    var own = config.getConfig(section);
    var certificate = own.getString("certificate-file");
    var key = own.getString("key-file");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "%s.certificate-file and %s.key-file go together: one of them is empty"
              .formatted(section, section));
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new CertificateFiles(Path.of(certificate), Path.of(key)));
  }
}
