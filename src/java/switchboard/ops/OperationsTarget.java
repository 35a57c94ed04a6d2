package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;
import switchboard.ops.client.Operations;

/**
 * Which nodes an operator's command asks, and in whose name: options that several commands have.
 */
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

  @Option(
      names = "--as",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who asks, as it is recorded with a change; nobody checks it")
  private String operator;

  /** Opens them; nobody is connected to before the first call. */
  Operations open() {
    return new Operations(operations(), operator);
  }

  /** The addresses to ask, each {@code host:port}. */
  private List<String> operations() {
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
