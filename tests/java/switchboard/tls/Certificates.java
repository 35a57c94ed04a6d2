package switchboard.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.local.CertificateAuthority;
import switchboard.local.CertificateAuthority.Holder;
import switchboard.local.CertificateAuthority.Issued;

/** Certificates of an authority, in a directory of a test. */
final class Certificates {
  private static final Duration LONG = Duration.ofDays(1);

  private final Path directory;
  private final CertificateAuthority authority = CertificateAuthority.create("tests", LONG);

  Certificates(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    write(authority(), authority.own().certificate());
  }

  /** The file with the authority's certificate. */
  Path authority() {
    return directory.resolve("authority.pem");
  }

  static Holder holder(Optional<Role> role, String name) {
    return new Holder(name, role.map(it -> it.uri(name)), List.of("localhost", "127.0.0.1", "::1"));
  }

  /** Makes a certificate, in place of the one that has these files. */
  CertificateFiles issue(String file, Role role) throws IOException {
    return write(file, authority.issue(holder(Optional.of(role), role.word() + "-1"), LONG));
  }

  /** One that gives no role. */
  CertificateFiles issueWithout(String file) throws IOException {
    return write(file, authority.issue(holder(Optional.empty(), "nobody"), LONG));
  }

  /** One whose time is over. */
  CertificateFiles issueExpired(String file, Role role) throws IOException {
    var now = Instant.now();
    return write(
        file,
        authority.issue(
            holder(Optional.of(role), role.word() + "-1"),
            now.minus(LONG),
            now.minus(Duration.ofHours(1))));
  }

  CertificateFiles write(String file, Issued issued) throws IOException {
    var files =
        new CertificateFiles(directory.resolve(file + ".pem"), directory.resolve(file + ".key"));
    write(files.key(), issued.key());
    write(files.certificate(), issued.certificate());
    return files;
  }

  /** Whole or not at all. */
  static void write(Path file, String text) throws IOException {
    var whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What a client does that trusts this authority, and shows a certificate or none. */
  ClientTls client(Optional<CertificateFiles> shown) {
    return ClientTls.of(authority(), shown, Optional.empty());
  }
}
