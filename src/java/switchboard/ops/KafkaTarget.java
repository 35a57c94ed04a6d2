package switchboard.ops;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import switchboard.kafka.Brokers;
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

  Path data() {
    return data;
  }

  /**
   * The brokers; a configuration that was given goes before the system under --data, and says how
   * they are reached wherever they are.
   */
  Brokers brokers(NodeSettings node) {
    if (node.isGiven()) {
      var configured = Brokers.configured(node.config());
      return kafka.map(configured::instead).orElse(configured);
    }
    return Brokers.at(kafka.or(this::ofSystem).orElseThrow(this::nothing));
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
