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
          "change",
          "count",
          "dials",
          "file",
          "kind",
          "node",
          "offset",
          "partition",
          "reason",
          "result",
          "sequence",
          "span",
          "topic",
          "trace",
          "unsaid",
          "until");

  private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\\s*(\"([^\"]*)\"|[^,]*),");

  /**
   * The methods of a logger that take a message, and what they are given; literals are left out.
   */
  private static final Pattern SAID =
      Pattern.compile(
          "\\b(?i:log|logger|log\\(\\))\\s*\\.(?:trace|debug|info|warn|error)\\(([^;]*)\\);");

  /** How values that may be personal are called in our sources. */
  private static final Pattern CONTENT =
      Pattern.compile(
          "(?i)text|message\\b|slot|fact|value|profile|payload|body|prompt|utterance|turn\\b"
              + "|subject");

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
  void argumentsAreNoContent() {
    var others = new ArrayList<String>();
    for (var file : Sources.java(Sources.MAIN)) {
      var match = SAID.matcher(Sources.code(file));
      while (match.find()) {
        var arguments = match.group(1);
        if (CONTENT.matcher(arguments).find()) {
          others.add(file + ": " + match.group());
        }
      }
    }
    assertThat(others).as("log statements with content in them").isEmpty();
  }
}
