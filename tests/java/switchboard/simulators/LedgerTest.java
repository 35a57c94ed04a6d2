package switchboard.simulators;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final ServiceCommand COMMAND =
      new ServiceCommand(
          "saga", "saga/1", "switchboard.order.get-status.v1", "X", "1", "", "", Map.of());

  @TempDir Path dir;
  private final List<LedgerReader.Entry> replayed = new ArrayList<>();

  @Test
  void whatWasDoneIsFoundAgain() throws Exception {
    var answer = ServiceAnswer.of(Map.of("status", "PLACED", "restaurant", "Ünal \"7\"\n"), NOW);
    try (var ledger = Ledger.open(dir, replayed::add)) {
      assertThat(ledger.received(COMMAND, NOW)).isEqualTo(1);
      ledger.effected(COMMAND, answer);
      ledger.answered(COMMAND, answer, NOW);
    }
    try (var ledger = Ledger.open(dir, replayed::add)) {
      assertThat(ledger.effect("saga/1")).contains(answer);
      assertThat(ledger.effect("saga/2")).isEmpty();
      assertThat(ledger.received(COMMAND, NOW)).isEqualTo(2);
    }
    assertThat(LedgerReader.read(dir)).hasSize(4);
  }

  @Test
  void halfALineOfAKilledProcessIsCutOff() throws Exception {
    try (var ledger = Ledger.open(dir, replayed::add)) {
      ledger.received(COMMAND, NOW);
    }
    Files.writeString(Ledger.path(dir), "{\"kind\":\"effect\",\"step", StandardOpenOption.APPEND);
    assertThat(LedgerReader.read(dir)).hasSize(1);
    try (var ledger = Ledger.open(dir, replayed::add)) {
      assertThat(ledger.effect("saga/1")).isEmpty();
      ledger.received(COMMAND, NOW);
    }
    assertThat(LedgerReader.read(dir))
        .extracting(LedgerReader.Entry::kind)
        .containsExactly(LedgerReader.Kind.RECEIVED, LedgerReader.Kind.RECEIVED);
  }

  @Test
  void aServiceThatNeverRanHasNoLines() throws Exception {
    assertThat(LedgerReader.read(dir.resolve("nowhere"))).isEmpty();
  }
}
