package switchboard.ops;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import switchboard.ops.client.Operations;

/**
 * Which nodes an operator's command asks, and in whose name: options that several commands have.
 */
final class OperationsTarget {
  @Mixin private NodesTarget nodes;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system to use")
  private Path data;

  @Mixin private TlsOptions tls;

  /** Opens them; nobody is connected to before the first call. */
  Operations open() {
    return nodes.open(data, tls);
  }
}
