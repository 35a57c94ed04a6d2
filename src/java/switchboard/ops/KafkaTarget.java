package switchboard.ops;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import switchboard.local.SystemState;

/** Which brokers are meant: options that several commands have. */
final class KafkaTarget {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Brokers to use instead of that of the system under --data")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system to use")
  private Path data;

  /** Addresses, each {@code host:port}, separated by commas. */
  String servers() {
    return kafka.or(this::ofSystem).orElseThrow(this::nothing);
  }

  /** As above; a configuration that was given goes before the system under --data. */
  String servers(NodeSettings node) {
    return kafka
        .or(
            () ->
                node.isGiven()
                    ? Optional.of(node.config().getString("switchboard.kafka.bootstrap-servers"))
                    : ofSystem())
        .orElseThrow(this::nothing);
  }

  private Optional<String> ofSystem() {
    return SystemState.find(data).map(SystemState::kafka);
  }

  private CommandFailure nothing() {
    return new CommandFailure(
        "no system runs from "
            + data
            + ": start one with `switchboard up`, or name a broker by --kafka");
  }
}
