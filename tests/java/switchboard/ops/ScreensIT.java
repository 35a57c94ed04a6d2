package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.directory.DirectoryReply.Examined;
import switchboard.directory.Examination;
import switchboard.directory.Examination.Reading;
import switchboard.directory.Examinations;
import switchboard.fakes.MemoryDirectory;

/**
 * What an operator sees in a real terminal of 80 and of 200 columns, held as screens. With {@code
 * -Dgolden=write} they are written instead.
 */
@Timeout(60)
class ScreensIT {
  private static final Path SCREENS = Path.of("tests", "resources", "golden", "screens");
  private static final int ROWS = 50;

  @TempDir private Path dir;
  private final OperatorTerminal terminal = new OperatorTerminal();

  @AfterEach
  void close() {
    terminal.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 200})
  void theClusterIsATableWhereThereIsRoomAndBlocksWhereThereIsNone(int columns) throws Exception {
    assertThat(screen("cluster-show", columns, "cluster", "show"))
        .contains("silent", "NO MAJORITY");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 200})
  void whatASessionWaitsForIsFoldedAtBlanks(int columns) throws Exception {
    var session = terminal.directory.asleep("s1");
    var missing = new Examination(Reading.KEY_MISSING, "k2", "partner-1042", 3, List.of());
    terminal.directory.examinations.put(
        session,
        new Examinations(
            List.of(new Examined(MemoryDirectory.NODE, missing)), List.of("10.0.0.3:7625")));
    assertThat(screen("session-explain", columns, "session", "explain", session.name()))
        .contains("KEY_MISSING", "NODE_SILENT");
  }

  /** What is to be seen once the command has ended. */
  private String screen(String name, int columns, String... command) throws Exception {
    var arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--operations", terminal.address()));
    try (var pty = new Pty(dir, columns, ROWS, arguments.toArray(String[]::new))) {
      pty.ended(Duration.ofSeconds(30));
      // a line that the terminal broke itself would go on at the first column of the next
      var longest = pty.raw().lines().mapToInt(String::length).max().orElse(0);
      assertThat(longest).as(pty.raw()).isLessThanOrEqualTo(columns);
      check(name + "-" + columns, pty.screen());
      return pty.screen();
    }
  }

  private static void check(String name, String screen) throws IOException {
    var text = screen.lines().collect(Collectors.joining("\n")) + "\n";
    var file = SCREENS.resolve(name + ".txt");
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(SCREENS);
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }
}
