package switchboard.ops;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

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
}
