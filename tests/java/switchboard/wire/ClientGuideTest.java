package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide for clients tells of every reason, under its status. */
class ClientGuideTest {
  private static final Path ERRORS = Path.of("src/java/switchboard/wire/PublicErrors.java");
  private static final Path REFUSALS = Path.of("src/java/switchboard/wire/OperatorRefusals.java");
  private static final Path ACCESS = Path.of("src/java/switchboard/wire/AccessErrors.java");
  private static final Path LOAD = Path.of("src/java/switchboard/wire/LoadErrors.java");
  private static final Path GUIDE = Path.of("docs/client-guide.md");
  private static final Pattern REASON = Pattern.compile("\"([A-Z]+(?:_[A-Z]+)+|INTERNAL)\"");
  private static final Pattern WITH_CODE = Pattern.compile("Code\\.(\\w+),\\s*\"([A-Z_]+)\"");
  private static final Pattern RETRYABLE = Pattern.compile("retryable\\(\\s*\"([A-Z_]+)\"");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\|", Pattern.MULTILINE);

  @Test
  void theTableHasEveryReasonUnderItsStatus() throws IOException {
    var source =
        Files.readString(ERRORS)
            + Files.readString(REFUSALS)
            + Files.readString(ACCESS)
            + Files.readString(LOAD);
    var codes = new TreeMap<String, String>();
    codes.put("INVALID_FIELD", "INVALID_ARGUMENT");
    codes.put("QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED");
    codes.put("NODE_OVERLOADED", "RESOURCE_EXHAUSTED");
    WITH_CODE.matcher(source).results().forEach(it -> codes.put(it.group(2), it.group(1)));
    RETRYABLE.matcher(source).results().forEach(it -> codes.put(it.group(1), "UNAVAILABLE"));
    var reasons = new TreeSet<String>();
    REASON.matcher(source).results().forEach(it -> reasons.add(it.group(1)));
    assertThat(codes.keySet()).isEqualTo(reasons).hasSizeGreaterThan(20);
    var table = new TreeMap<String, String>();
    ROW.matcher(Files.readString(GUIDE))
        .results()
        .forEach(it -> table.put(it.group(2), it.group(1)));
    assertThat(table).isEqualTo(codes);
  }
}
