package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;

/** Which nodes an operator's command asks: options that several commands have. */
final class OperationsTarget {
  @Option(
      names = "--operations",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Nodes' operations to ask instead of those of the system under --data")
  private List<String> addresses;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system to use")
  private Path data;

  /** The addresses to ask, each {@code host:port}. */
  List<String> operations() {
    if (addresses != null) {
      return addresses;
    }
    var system =
        SystemState.find(data)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        "no system runs from "
                            + data
                            + ": start one with `switchboard up`, or name nodes by --operations"));
    return system.operations();
  }
}
