package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;

/** Which system a command talks to: options that several commands have. */
final class Target {
  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      split = ",",
      description = "Front doors to use instead of those of the system under --data")
  List<String> addresses;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system to use")
  Path data;

  /** The front doors to use. */
  List<String> frontDoors() {
    if (addresses != null) {
      return addresses;
    }
    return SystemState.find(data)
        .map(SystemState::frontDoors)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no system runs from " + data + ": start one with `switchboard up`"));
  }
}
