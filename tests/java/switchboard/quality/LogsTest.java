package switchboard.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the product says in its logs: static words, and fields from a list on which nothing that a
 * user wrote or that is classified has a place. Add a name here only if its value never is either.
 */
class LogsTest {
  private static final Set<String> FIELDS =
      Set.of(
          "attempt",
          "bucket",
          "cause",
          "count",
          "dials",
          "kind",
          "node",
          "offset",
          "partition",
          "reason",
          "sequence",
          "topic",
          "unsaid");

  private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\\s*(\"([^\"]*)\"|[^,]*),");

  /** The methods of a logger that take a message: it must be a literal, without placeholders. */
  private static final Pattern SAID =
      Pattern.compile(
          "\\b(?i:log|logger|log\\(\\))\\s*\\.(?:trace|debug|info|warn|error)\\(\\s*([^)]*)\\)");

  @Test
  void fieldsAreFromTheList() {
    var others = new ArrayList<String>();
    int found = 0;
    for (var file : Sources.java(Sources.MAIN)) {
      var match = FIELD.matcher(String.join("\n", Sources.lines(file)));
      while (match.find()) {
        found++;
        if (match.group(2) == null || !FIELDS.contains(match.group(2))) {
          others.add(file + ": " + match.group(1));
        }
      }
    }
    assertThat(found).isGreaterThan(5);
    assertThat(others).as("fields of logs that are not on the list").isEmpty();
  }

  @Test
  void messagesAreStatic() {
    var others = new ArrayList<String>();
    for (var file : Sources.java(Sources.MAIN)) {
      var match = SAID.matcher(String.join("\n", Sources.lines(file)));
      while (match.find()) {
        var argument = match.group(1);
        if (argument.contains("{}") || argument.contains("+") || !argument.contains("\"")) {
          others.add(file + ": " + match.group());
        }
      }
    }
    assertThat(others).as("log messages with something put into them").isEmpty();
  }
}
