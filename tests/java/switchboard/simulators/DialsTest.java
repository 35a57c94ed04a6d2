package switchboard.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialsTest {
  @TempDir Path dir;

  @Test
  void optionsChangeWhatTheyName() {
    var dials =
        Dials.NEUTRAL.with(
            List.of("--latency", "200..800", "--errors", "0.1", "--silent", "--duplicates", "1"));
    assertThat(dials).isEqualTo(new Dials(new Latency(200, 800), 0.1, true, 1, 0, false, Set.of()));
    assertThat(dials.with(List.of("--talking", "--latency", "5000")))
        .isEqualTo(new Dials(new Latency(5000, 5000), 0.1, false, 1, 0, false, Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--latency",
        "--latency x",
        "--latency 9..1",
        "--latency -1",
        "--errors 2",
        "--errors NaN",
        "--duplicates -0.1",
        "--lose 1.1",
        "--refuse make-tea",
        "--refuse",
        "errors 1",
        "--loud"
      })
  void anythingElseIsRefused(String options) {
    assertThatThrownBy(() -> Dials.NEUTRAL.with(List.of(options.split(" "))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsSwitchedOnIsSwitchedOffAgain() {
    var dials =
        Dials.NEUTRAL.with(
            List.of("--lose", "0.5", "--reorder", "--refuse", "hold, credit-delivery"));
    assertThat(dials.refuse()).containsExactlyInAnyOrder("hold", "credit-delivery");
    assertThat(dials.lose()).isEqualTo(0.5);
    assertThat(dials.reorder()).isTrue();
    assertThat(dials.with(List.of("--lose", "0", "--in-order", "--refuse", "none")))
        .isEqualTo(Dials.NEUTRAL);
  }

  @Test
  void aLatencyIsDrawnWithinItsBounds() {
    var latency = new Latency(200, 800);
    assertThat(latency.millis(0)).isEqualTo(200);
    assertThat(latency.millis(Math.nextDown(1.0))).isEqualTo(800);
    assertThat(latency).hasToString("200..800");
    assertThat(new Latency(5, 5)).hasToString("5");
  }

  @Test
  void whatIsWrittenIsReadByTheNextCommand() throws Exception {
    var writer = DialsFile.in(dir);
    var reader = DialsFile.in(dir);
    assertThat(reader.current()).isEqualTo(Dials.NEUTRAL);
    var dials = new Dials(new Latency(1, 2), 0.5, true, 0.25, 0.75, true, Set.of("hold"));
    writer.write(dials);
    assertThat(reader.current()).isEqualTo(dials);
    assertThat(writer.read()).isEqualTo(dials);
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(dir.resolve("dials.properties"));
    }
  }

  @Test
  void anUnreadableFileLeavesTheDialsAsTheyWere() throws Exception {
    var file = DialsFile.in(dir);
    file.write(Dials.NEUTRAL.withSilent(true));
    assertThat(file.current().silent()).isTrue();
    Files.writeString(dir.resolve("dials.properties"), "latency = soon");
    Files.setLastModifiedTime(dir.resolve("dials.properties"), FileTime.fromMillis(1));
    assertThat(file.current().silent()).isTrue();
  }
}
