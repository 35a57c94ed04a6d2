package switchboard.ops;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.kafka.DeadLetters;
import switchboard.kafka.Letter.Place;

/** What {@code dlq redrive} and {@code dlq drop} have in common: whose, why, and are you sure. */
abstract class DlqChangeCommand extends Verb {
  private static final int REASON_LENGTH_MAX = 200;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as order.replies")
  private String topic;

  @Parameters(
      index = "1..*",
      paramLabel = "PARTITION:OFFSET",
      description = "Which letters, as listed")
  private List<String> places = List.of();

  @Option(names = "--all", description = "All letters of the topic that are open now")
  private boolean all;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; it is logged, so write nothing personal")
  private String reason;

  @Option(names = "--yes", description = "Does it without asking back")
  private boolean yes;

  @Mixin private DlqTarget target;

  /** What is done, for the question and the answer. */
  abstract String did();

  abstract int some(DeadLetters letters, String topic, List<Place> chosen, String why);

  abstract int every(DeadLetters letters, String topic, String why);

  @Override
  public Integer call() {
    var chosen = places.stream().map(place -> DlqCommand.place(spec, place)).distinct().toList();
    if (all == !chosen.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "say which letters: PARTITION:OFFSET ... or --all");
    }
    if (reason.isBlank()
        || reason.length() > REASON_LENGTH_MAX
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--reason is one line of 1 to " + REASON_LENGTH_MAX + " characters");
    }
    if (!yes && !isConfirmed(chosen.size())) {
      throw new CommandFailure("nothing was " + did() + ": say --yes, or answer y");
    }
    int count =
        target.ask(
            letters -> all ? every(letters, topic, reason) : some(letters, topic, chosen, reason));
    var out = spec.commandLine().getOut();
    out.println(count + " " + did());
    out.flush();
    return 0;
  }

  private boolean isConfirmed(int count) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return false;
    }
    var answer =
        console.readLine(
            "%s of %s will be %s. Go on? [y/N] ",
            all ? "All open letters" : count + " letters", topic, did());
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  /** {@code switchboard dlq redrive}. */
  @Command(
      name = "redrive",
      description = {
        "Publishes letters to the topic that they came from, as they were, and marks them done.",
        "Interrupted, it may publish up to a hundred letters a second time when it is run again;"
            + " whoever consumes them recognises repeats. A letter comes after what was published"
            + " under its key meanwhile."
      })
  static final class Redrive extends DlqChangeCommand {
    @Override
    String did() {
      return "redriven";
    }

    @Override
    int some(DeadLetters letters, String topic, List<Place> chosen, String why) {
      return letters.redrive(topic, chosen, why);
    }

    @Override
    int every(DeadLetters letters, String topic, String why) {
      return letters.redriveAll(topic, why);
    }
  }

  /** {@code switchboard dlq drop}. */
  @Command(
      name = "drop",
      description = {
        "Marks letters done without doing anything about them.",
        "They stay in the dead-letter topic until the broker removes them, and `dlq show` has them."
      })
  static final class Drop extends DlqChangeCommand {
    @Override
    String did() {
      return "dropped";
    }

    @Override
    int some(DeadLetters letters, String topic, List<Place> chosen, String why) {
      return letters.drop(topic, chosen, why);
    }

    @Override
    int every(DeadLetters letters, String topic, String why) {
      return letters.dropAll(topic, why);
    }
  }
}
