package switchboard.ops;

import java.util.List;
import java.util.Optional;
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

  @Mixin private Change change;

  @Mixin private DlqTarget target;
  @Mixin private NodesTarget nodes;
  @Mixin private TlsOptions tls;

  /** What it does, for the question. */
  abstract String does();

  /** What it is called on record. */
  abstract String action();

  /** What was done, for the answer. */
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
    var reason = change.reason();
    var what = (all ? "all open letters" : "letters " + String.join(", ", places)) + " of " + topic;
    if (change.isDryRun()) {
      say(target.ask(letters -> open(letters, chosen)) + " of " + what + " would be " + did());
      return 0;
    }
    change.confirm(does() + " " + what);
    try (var operations = nodes.open(target.data(), tls)) {
      var before = target.ask(letters -> open(letters, chosen)) + " open";
      var record = new OnRecord(operations, action(), "dlq/" + letters(), reason, before);
      int count =
          record.make(
              () ->
                  target.ask(
                      letters ->
                          all
                              ? every(letters, topic, reason)
                              : some(letters, topic, chosen, reason)),
              done -> done + " " + did());
      say(count + " " + did());
    }
    return 0;
  }

  /** Which, as the record names them. */
  private String letters() {
    return topic + " " + (all ? "--all" : String.join(" ", places));
  }

  /** How many of the letters are open. */
  private long open(DeadLetters letters, List<Place> chosen) {
    return all
        ? letters.list(Optional.of(topic), 0).open()
        : letters.list(Optional.of(topic), Integer.MAX_VALUE).letters().stream()
            .filter(letter -> chosen.contains(letter.place()))
            .count();
  }

  private void say(String text) {
    var out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
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
    String does() {
      return "redrive";
    }

    @Override
    String did() {
      return "redriven";
    }

    @Override
    String action() {
      return "RedriveDeadLetters";
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
    String does() {
      return "drop";
    }

    @Override
    String did() {
      return "dropped";
    }

    @Override
    String action() {
      return "DropDeadLetters";
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
