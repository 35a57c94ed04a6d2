package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;
import switchboard.ops.client.Operations;

/** Which nodes' operations a command asks, and in whose name, beside the data directory. */
final class NodesTarget {
  @Option(
      names = "--operations",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Nodes' operations to ask instead of those of the system under --data")
  private List<String> addresses;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description =
          "Who asks, as it is recorded with a change. Nobody checks it; with TLS it is not used,"
              + " and the name in the certificate is recorded")
  private String operator;

  /**
   * Opens them; nobody is connected to before the first call.
   *
   * @param data the directory of the system to use where no node is named
   * @param tls how those that are named are connected to
   */
  Operations open(Path data, TlsOptions tls) {
    if (addresses == null) {
      var system = system(data);
      return new Operations(system.operations(), operator, system.forOperators());
    }
    var named = tls.forNamed(addresses, data, SystemState::operations, SystemState::forOperators);
    return new Operations(addresses, operator, named);
  }

  private static SystemState system(Path data) {
    return SystemState.find(data)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no system runs from "
                        + data
                        + ": start one with `switchboard up`, or name nodes by --operations"));
  }
}
