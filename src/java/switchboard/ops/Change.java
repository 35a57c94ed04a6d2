package switchboard.ops;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands have in common that change something: why, and are you sure. */
final class Change {
  private static final int LONGEST_REASON = 200;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description =
          "Why, 1 to 200 characters in one line. It is recorded, so write nothing personal. Needed"
              + " unless --dry-run")
  private String reason;

  @Option(names = "--yes", description = "Does it without asking back")
  private boolean yes;

  @Option(names = "--dry-run", description = "Shows what would be done, and changes nothing")
  private boolean dryRun;

  private final Terminal terminal;

  Change() {
    this(Change::readLine);
  }

  Change(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Where a person can be asked. */
  @FunctionalInterface
  interface Terminal {
    /** The answer; empty if there is nobody who could give one. */
    Optional<String> ask(String question);
  }

  boolean isDryRun() {
    return dryRun;
  }

  /**
   * Why it is done; empty for a dry run that gives no reason.
   *
   * @throws ParameterException if it is missing, or longer or of more lines than can be recorded
   */
  String reason() {
    if (reason == null && dryRun) {
      return "";
    }
    if (reason == null) {
      throw new ParameterException(spec.commandLine(), "say why, by --reason TEXT");
    }
    if (reason.isBlank()
        || reason.length() > LONGEST_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw new ParameterException(
          spec.commandLine(), "--reason is one line of 1 to " + LONGEST_REASON + " characters");
    }
    return reason;
  }

  /**
   * Returns if the change is wanted.
   *
   * @param what it does, after "This will"
   * @throws ParameterException if there is nobody to ask
   * @throws CommandFailure if the answer is not yes
   */
  void confirm(String what) {
    if (yes) {
      return;
    }
    var answer = terminal.ask("This will " + what + ". Go on? [y/N] ");
    if (answer.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "this would " + what + ": say --yes, since there is no terminal to ask at");
    }
    if (!answer.get().strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new CommandFailure("nothing was changed");
    }
  }

  private static Optional<String> readLine(String question) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      return Optional.empty();
    }
    var answer = console.readLine("%s", question);
    return Optional.of(answer == null ? "" : answer);
  }
}
