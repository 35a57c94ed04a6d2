package switchboard.ops;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import switchboard.kafka.DeadLetterFailure;
import switchboard.kafka.DeadLetters;

/** Whose dead letters are meant: options that the commands of {@code dlq} have. */
final class DlqTarget {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  @Mixin private KafkaTarget target;
  @Mixin private NodeSettings node;

  Path data() {
    return target.data();
  }

  /** Asks the dead letters something; a failure is one line that says what to do. */
  <R> R ask(Function<DeadLetters, R> question) {
    try (var letters = DeadLetters.connect(target.brokers(node), PATIENCE)) {
      return question.apply(letters);
    } catch (DeadLetterFailure failure) {
      throw new CommandFailure(failure.getMessage(), failure);
    }
  }
}
