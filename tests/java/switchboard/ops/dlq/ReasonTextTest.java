package switchboard.ops.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every reason that a letter can have is explained. */
class ReasonTextTest {
  private static final Pattern REASON =
      Pattern.compile(
          "(?:Malformed\\(|UnroutableException\\(|Damaged\\(|HANDLER_FAILED =|"
              + "\"dead-letter-reason\", bytes\\(|(?:required|optional|id)\\([^;\"]*?)"
              + "\\s*\"([A-Z][A-Z_]+)\"");

  @Test
  void everyReasonInTheSourcesHasAMeaning() throws IOException {
    var reasons = new TreeSet<String>();
    for (var folder : new String[] {"kafka", "cluster", "simulators"}) {
      try (var files = Files.list(Path.of("src/java/switchboard", folder))) {
        for (var file : files.toList()) {
          REASON.matcher(Files.readString(file)).results().forEach(it -> reasons.add(it.group(1)));
        }
      }
    }
    assertThat(reasons)
        .contains("NOT_JSON", "NO_SAGA_ID", "UNKNOWN_SAGA", "HANDLER_FAILED", "SEAL_BROKEN")
        .contains("NOT_A_COMMAND", "NO_ORDER_ID", "NO_EVENT_ID", "BAD_TENANT")
        .hasSizeGreaterThan(20)
        .allSatisfy(reason -> assertThat(ReasonText.isKnown(reason)).as(reason).isTrue());
  }

  @Test
  void aReasonOfSomebodyElseIsAnsweredToo() {
    assertThat(ReasonText.of("THEIRS").remedy()).contains("dlq show");
  }
}
