package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What commands printed, compared with a file: times, ids, addresses and measures are replaced, and
 * columns stand two blanks apart. With {@code -Dgolden=write} the files are written instead.
 */
final class Golden {
  private static final Path DIRECTORY = Path.of("tests", "resources", "golden", "faults");

  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          rule("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME"),
          rule("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID"),
          rule("127\\.0\\.0\\.1:\\d+", "HOST:PORT"),
          rule("HOST:PORT#-?\\d+", "HOST:PORT#UID"),
          rule("/\\S+/node\\.conf", "NODE.CONF"),
          rule("\\b\\d+(\\.\\d+)? (ms|s|m|h|B|KB|MB|GB)\\b", "N $2"),
          rule("(?<=\\s)\\d+s(?=\\s)", "Ns"),
          rule("\\d+ of our \\d+ scripts are known, \\d+ in all", "N of our N scripts are known"),
          rule("\\d+ connected of", "N connected of"),
          rule(" {2,}", "  "));

  private final String name;
  private final StringBuilder text = new StringBuilder();

  Golden(String name) {
    this.name = name;
  }

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern), replacement);
  }

  /** Runs a command and notes what it printed. */
  Golden run(String... arguments) {
    var run = CommandRun.of(arguments);
    text.append("$ switchboard ").append(String.join(" ", arguments)).append('\n');
    text.append(run.out()).append(run.err());
    text.append("exit code ").append(run.exitCode()).append("\n\n");
    return this;
  }

  /**
   * Compares all that was noted with the file.
   *
   * @param more patterns and replacements of this test's own, one after the other
   */
  void check(String... more) throws IOException {
    var seen = text.toString();
    for (int i = 0; i < more.length; i += 2) {
      seen = seen.replaceAll(more[i], more[i + 1]);
    }
    for (var rule : RULES) {
      seen = rule.pattern().matcher(seen).replaceAll(rule.replacement());
    }
    var file = DIRECTORY.resolve(name + ".txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, seen);
    }
    assertThat(seen).isEqualTo(Files.readString(file));
  }
}
