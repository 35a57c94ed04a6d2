package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;
import switchboard.tls.CertificateFiles;
import switchboard.tls.ClientTls;

/** How a command connects to nodes: options that several commands have. */
final class TlsOptions {
  @Option(
      names = "--authority",
      paramLabel = "FILE",
      description =
          "Connects with TLS: the certificate, in PEM, of the authority that signs the nodes'"
              + " certificates. Not needed for a system that `up` runs from --data")
  private Optional<Path> authority = Optional.empty();

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "The certificate to show, in PEM; with --key")
  private Optional<Path> certificate = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key of --certificate, in PEM (PKCS #8, not encrypted)")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description =
          "The name that the nodes' certificates are for, where it is not the address that is"
              + " connected to")
  private Optional<String> serverName = Optional.empty();

  /** As given. */
  ClientTls given() {
    if (certificate.isPresent() != key.isPresent()) {
      throw new CommandFailure("--certificate and --key go together: give both, or none");
    }
    if (authority.isEmpty()) {
      if (certificate.isPresent() || serverName.isPresent()) {
        throw new CommandFailure(
            "--certificate and --server-name are for TLS: name the authority by --authority");
      }
      return ClientTls.PLAIN;
    }
    try {
      var own = certificate.map(it -> new CertificateFiles(it, key.orElseThrow()));
      return ClientTls.of(authority.get(), own, serverName);
    } catch (IllegalArgumentException unusable) {
      throw new CommandFailure(unusable.getMessage(), unusable);
    }
  }

  /**
   * For addresses that were named: as given; if nothing is and they are those of the system under
   * --data, with its certificates.
   *
   * @param listed which addresses such a system has
   * @param ofSystem its certificates
   */
  ClientTls forNamed(
      List<String> addresses,
      Path data,
      Function<SystemState, List<String>> listed,
      Function<SystemState, ClientTls> ofSystem) {
    return authority.isPresent()
        ? given()
        : SystemState.find(data)
            .filter(system -> listed.apply(system).containsAll(addresses))
            .map(ofSystem)
            .orElseGet(this::given);
  }
}
