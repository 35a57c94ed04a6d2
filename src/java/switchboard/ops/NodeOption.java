package switchboard.ops;

import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which node a command is about: an option that several commands have. */
final class NodeOption {
  @Option(
      names = "--node",
      paramLabel = "NODE",
      defaultValue = "",
      showDefaultValue = Visibility.NEVER,
      description =
          "One node alone: its name as a list shows it (HOST:PORT#NUMBER), or the HOST:PORT that"
              + " the nodes talk to each other by; default: all nodes")
  private String name;

  /** Empty for all. */
  String name() {
    return name;
  }
}
