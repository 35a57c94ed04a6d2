package switchboard.ops;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that dial a simulator, when it starts and while it runs. */
final class DialOptions {
  @Option(
      names = "--latency",
      paramLabel = "A..B",
      description = "How long an answer takes, in ms; one number or a range")
  private String latency;

  @Option(
      names = "--errors",
      paramLabel = "SHARE",
      description = "Share of the commands that fail without an effect, 0.0 to 1.0")
  private String errors;

  @Option(names = "--duplicates", paramLabel = "SHARE", description = "Share answered twice")
  private String duplicates;

  @Option(
      names = "--lose",
      paramLabel = "SHARE",
      description = "Share that takes effect and whose answer is lost")
  private String lose;

  @Option(
      names = "--refuse",
      paramLabel = "COMMANDS",
      description = "Commands refused for good, such as hold,credit-delivery; none ends it")
  private String refuse;

  @Option(names = "--reorder", description = "Answers about one thing may overtake one another")
  private boolean reorder;

  @Option(names = "--in-order", description = "Ends --reorder")
  private boolean inOrder;

  @Option(names = "--silent", description = "Takes commands, which take effect, and answers none")
  private boolean silent;

  @Option(names = "--talking", description = "Ends --silent")
  private boolean talking;

  /** The options that were given, as {@code Dials.with} takes them. */
  List<String> given() {
    var given = new ArrayList<String>();
    add(given, "--latency", latency);
    add(given, "--errors", errors);
    add(given, "--duplicates", duplicates);
    add(given, "--lose", lose);
    add(given, "--refuse", refuse);
    add(given, "--reorder", reorder);
    add(given, "--in-order", inOrder);
    add(given, "--silent", silent);
    add(given, "--talking", talking);
    return given;
  }

  private static void add(List<String> given, String name, String value) {
    if (value != null) {
      given.add(name);
      given.add(value);
    }
  }

  private static void add(List<String> given, String name, boolean isGiven) {
    if (isGiven) {
      given.add(name);
    }
  }
}
