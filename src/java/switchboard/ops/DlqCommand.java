package switchboard.ops;

import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.kafka.Letter.Place;
import switchboard.ops.dlq.LetterText;

/** {@code switchboard dlq}. */
@Command(
    name = "dlq",
    description = "Looks after dead letters: records that could not be handled.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DlqCommand.ListLetters.class,
      DlqCommand.Show.class,
      DlqChangeCommand.Redrive.class,
      DlqChangeCommand.Drop.class
    })
public final class DlqCommand extends Verb {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do: dlq list, show, redrive or drop");
  }

  /** {@code switchboard dlq list}. */
  @Command(
      name = "list",
      description = {
        "Lists the open letters of all dead-letter topics or of one, the oldest of each first.",
        "A letter is open until it is redriven or dropped."
      })
  static final class ListLetters extends Verb {
    @Spec private CommandSpec spec;

    @Parameters(
        paramLabel = "TOPIC",
        arity = "0..1",
        description = "Only those of this topic, such as order.replies")
    private Optional<String> topic = Optional.empty();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "1000",
        description = "How many are listed at most; all are counted")
    private int limit;

    @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
    private Output output;

    @Mixin private DlqTarget target;

    @Override
    public Integer call() {
      if (limit < 0) {
        throw new CommandFailure("--limit is 0 or more");
      }
      var listing = target.ask(letters -> letters.list(topic, limit));
      var now = Instant.now();
      var out = spec.commandLine().getOut();
      out.print(
          output == Output.JSON ? LetterText.json(listing, now) : LetterText.text(listing, now));
      out.flush();
      return 0;
    }
  }

  /** {@code switchboard dlq show}. */
  @Command(
      name = "show",
      description = {
        "Shows one letter with its headers, also one that is done.",
        "The value is shown only with --values: it may hold personal data."
      })
  static final class Show extends Verb {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as order.replies")
    private String topic;

    @Parameters(index = "1", paramLabel = "PARTITION:OFFSET", description = "As listed")
    private String place;

    @Option(
        names = "--values",
        description = "Shows the value too: as text if it is UTF-8, else in hexadecimal")
    private boolean values;

    @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
    private Output output;

    @Mixin private DlqTarget target;

    @Override
    public Integer call() {
      var wanted = place(spec, place);
      var opened =
          target
              .ask(letters -> letters.read(topic, wanted))
              .orElseThrow(
                  () ->
                      new CommandFailure(
                          "there is no letter "
                              + wanted
                              + ": the broker may have removed it, `dlq list` shows those it has"));
      var now = Instant.now();
      var out = spec.commandLine().getOut();
      out.print(
          output == Output.JSON
              ? LetterText.json(opened, values, now)
              : LetterText.text(opened, values, now));
      out.flush();
      return 0;
    }
  }

  static Place place(CommandSpec spec, String text) {
    return Place.parse(text)
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(), "not PARTITION:OFFSET, such as 0:17: " + text));
  }
}
