package switchboard.ops;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A node's configuration, for commands that look at what a node stands on. */
final class NodeSettings {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A node's configuration, as `switchboard node --config` takes it: where Redis and Kafka"
              + " are, and what is wanted of them; default: the built-in one")
  private Path file;

  /** Whether the caller named a file. */
  boolean isGiven() {
    return file != null;
  }

  Config config() {
    return Processes.configuration(Optional.ofNullable(file));
  }
}
