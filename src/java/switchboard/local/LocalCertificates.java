package switchboard.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.tls.CertificateFiles;
import switchboard.tls.ClientTls;
import switchboard.tls.Role;

/**
 * The certificates of a local system: an authority of its own, and one certificate for each kind of
 * part and of caller. Private keys are for the owner of the directory alone.
 */
public final class LocalCertificates {
  private static final Duration AUTHORITY_VALID = Duration.ofDays(3_650);
  private static final Duration VALID = Duration.ofDays(365);

  /** What would expire sooner is made anew when the system starts. */
  private static final Duration RENEWED = Duration.ofDays(30);

  private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "::1");
  private static final String AUTHORITY = "authority";
  private static final String NODE = "node";
  private static final String FRONT_DOOR = "front-door";
  private static final String WORKER = "worker";
  private static final String OPERATOR = "operator";

  private final Path directory;

  private LocalCertificates(Path directory) {
    this.directory = directory;
  }

  /** Those that are in a directory, made by {@link #prepare}. */
  static LocalCertificates in(Path directory) {
    return new LocalCertificates(directory);
  }

  /**
   * Makes what is missing, damaged or expires within 30 days.
   *
   * @param root the data directory of a system that does not run
   * @throws LocalFailure if the directory cannot be written
   */
  static LocalCertificates prepare(Path root) {
    var certificates = in(root.resolve("tls"));
    try {
      certificates.prepare();
      return certificates;
    } catch (IOException e) {
      throw new LocalFailure("cannot write certificates to " + certificates.directory, e);
    }
  }

  private void prepare() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    var kept = keptAuthority();
    var authority = kept.orElseGet(() -> CertificateAuthority.create("authority", AUTHORITY_VALID));
    if (kept.isEmpty()) {
      write(AUTHORITY, authority.own());
    }
    for (var wanted : holders().entrySet()) {
      if (kept.isEmpty() || !isKept(wanted.getKey(), authority.certificate())) {
        write(wanted.getKey(), authority.issue(wanted.getValue(), VALID));
      }
    }
  }

  private static Map<String, CertificateAuthority.Holder> holders() {
    var user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._@-]", "_");
    var holders = new LinkedHashMap<String, CertificateAuthority.Holder>();
    holders.put(NODE, holder("node", Role.NODE.uri("local"), HOSTS));
    holders.put(FRONT_DOOR, new CertificateAuthority.Holder("front door", Optional.empty(), HOSTS));
    holders.put(WORKER, holder("worker", Role.WORKER.uri("local"), List.of()));
    holders.put(OPERATOR, holder("operator", Role.OPERATOR.uri(user), List.of()));
    return holders;
  }

  private static CertificateAuthority.Holder holder(String name, String uri, List<String> hosts) {
    return new CertificateAuthority.Holder(name, Optional.of(uri), hosts);
  }

  private Optional<CertificateAuthority> keptAuthority() throws IOException {
    var files = files(AUTHORITY);
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
      return Optional.empty();
    }
    try {
      var kept = CertificateAuthority.read(files.certificate(), files.key());
      return Optional.of(kept).filter(it -> lasts(it.certificate()));
    } catch (GeneralSecurityException damaged) {
      return Optional.empty();
    }
  }

  private boolean isKept(String name, X509Certificate authority) throws IOException {
    var files = files(name);
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
      return false;
    }
    try {
      var kept = CertificateAuthority.read(files.certificate());
      kept.verify(authority.getPublicKey());
      return lasts(kept);
    } catch (GeneralSecurityException damaged) {
      return false;
    }
  }

  private static boolean lasts(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(RENEWED));
  }

  /** The key first, so that no certificate is ever without its own. */
  private void write(String name, CertificateAuthority.Issued issued) throws IOException {
    var files = files(name);
    write(files.key(), issued.key(), "rw-------");
    write(files.certificate(), issued.certificate(), "rw-r--r--");
  }

  private void write(Path file, String text, String permissions) throws IOException {
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    var whole = Files.createTempFile(directory, "made", ".new", mode);
    Files.writeString(whole, text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private CertificateFiles files(String name) {
    return new CertificateFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
  }

  /** Absolute path. */
  Path directory() {
    return directory.toAbsolutePath();
  }

  /** What nodes are configured with. */
  Map<String, String> properties() {
    var node = files(NODE);
    var frontDoor = files(FRONT_DOOR);
    return Map.of(
        "switchboard.tls.certificate-file", node.certificate().toString(),
        "switchboard.tls.key-file", node.key().toString(),
        "switchboard.tls.authority-file", files(AUTHORITY).certificate().toString(),
        "switchboard.front-door.tls.certificate-file", frontDoor.certificate().toString(),
        "switchboard.front-door.tls.key-file", frontDoor.key().toString());
  }

  /** How a client connects to front doors. */
  ClientTls forClients() {
    return ClientTls.of(files(AUTHORITY).certificate(), Optional.empty(), Optional.empty());
  }

  /** How an operator connects to operations. */
  ClientTls forOperators() {
    return ClientTls.of(
        files(AUTHORITY).certificate(), Optional.of(files(OPERATOR)), Optional.empty());
  }
}
