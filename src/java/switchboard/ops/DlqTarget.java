package switchboard.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import switchboard.kafka.DeadLetterFailure;
import switchboard.kafka.DeadLetters;
import switchboard.local.SystemState;

/** Whose dead letters are meant: options that the commands of {@code dlq} have. */
final class DlqTarget {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

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

  /** Asks the dead letters something; a failure is one line that says what to do. */
  <R> R ask(Function<DeadLetters, R> question) {
    try (var letters = DeadLetters.connect(servers(), PATIENCE)) {
      return question.apply(letters);
    } catch (DeadLetterFailure failure) {
      throw new CommandFailure(failure.getMessage(), failure);
    }
  }

  private String servers() {
    return kafka
        .or(() -> SystemState.find(data).map(SystemState::kafka))
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no system runs from "
                        + data
                        + ": start one with `switchboard up`, or name a broker by --kafka"));
  }
}
