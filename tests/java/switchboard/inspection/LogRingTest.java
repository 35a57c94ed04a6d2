package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import switchboard.inspection.LogRing.Line;
import switchboard.internal.v1.ReadLog;
import switchboard.v1.InspectedNode;
import switchboard.v1.LogCursor;
import switchboard.v1.LogLine;
import switchboard.v1.TailLogRequest;

/** The last lines of a log. */
class LogRingTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final InspectedNode NODE = InspectedNode.newBuilder().setUid(7).build();

  private final LogRing ring = new LogRing();

  private void add(int from, int to) {
    for (int i = from; i <= to; i++) {
      ring.add(NOW.plusSeconds(i), Level.INFO_INT, "switchboard.a", "line " + i, "");
    }
  }

  private static List<Long> sequences(LogRing.Page page) {
    return page.lines().stream().map(Line::sequence).toList();
  }

  @Test
  void onlyTheLastLinesAreKept() {
    ring.resize(3);
    add(1, 5);
    assertThat(sequences(ring.last(_ -> true, 10, _ -> 1, 100))).containsExactly(3L, 4L, 5L);
    assertThat(sequences(ring.last(_ -> true, 2, _ -> 1, 100))).containsExactly(4L, 5L);
    ring.resize(1);
    assertThat(sequences(ring.last(_ -> true, 10, _ -> 1, 100))).containsExactly(5L);
    ring.resize(0);
    add(6, 6);
    assertThat(ring.last(_ -> true, 10, _ -> 1, 100).lines()).isEmpty();
  }

  @Test
  void whatCameAfterALineIsReadInPages() {
    ring.resize(10);
    add(1, 6);
    var first = ring.after(1, _ -> true, _ -> 10, 25);
    assertThat(sequences(first)).containsExactly(2L, 3L);
    assertThat(first.read()).isEqualTo(3);
    assertThat(first.more()).isTrue();
    var rest = ring.after(first.read(), _ -> true, _ -> 10, 100);
    assertThat(sequences(rest)).containsExactly(4L, 5L, 6L);
    assertThat(rest.more()).isFalse();
    assertThat(ring.after(6, _ -> true, _ -> 10, 100).lines()).isEmpty();
  }

  @Test
  void whatWasOverwrittenBeforeItWasReadIsCounted() {
    ring.resize(3);
    add(1, 10);
    var page = ring.after(4, _ -> true, _ -> 1, 100);
    assertThat(page.missed()).isEqualTo(3);
    assertThat(sequences(page)).containsExactly(8L, 9L, 10L);
    assertThat(ring.after(7, _ -> true, _ -> 1, 100).missed()).isZero();
    assertThat(ring.last(_ -> true, 3, _ -> 60, 100).missed()).isEqualTo(2);
  }

  @Test
  void aLongLineIsCut() {
    ring.resize(1);
    ring.add(NOW, Level.INFO_INT, "a", "x".repeat(10_000), "");
    assertThat(ring.last(_ -> true, 1, _ -> 1, 10).lines().getFirst().text())
        .hasSize(LogRing.LONGEST)
        .endsWith("…");
  }

  private static boolean passes(TailLogRequest.Builder filter, Line line) {
    return LogPages.wanted(filter.build()).test(line);
  }

  @Test
  void aFilterIsALevelALoggerAndASession() {
    var line = new Line(1, NOW, Level.WARN_INT, "switchboard.saga.A", "of acme/s1 it is", "");
    var any = TailLogRequest.newBuilder();
    assertThat(passes(any, line)).isTrue();
    assertThat(passes(any.clone().setLevel("WARN"), line)).isTrue();
    assertThat(passes(any.clone().setLevel("ERROR"), line)).isFalse();
    assertThat(passes(any.clone().setLogger("switchboard.saga"), line)).isTrue();
    assertThat(passes(any.clone().setLogger("saga"), line)).isFalse();
    var session = any.clone().setSession("tenants/acme/sessions/s1");
    assertThat(passes(session, line)).isTrue();
    var writer = new Line(1, NOW, Level.WARN_INT, "a", "it is", "session|acme/s1");
    assertThat(passes(session, writer)).isTrue();
    var other = new Line(1, NOW, Level.WARN_INT, "a", "it is", "session|acme/s10");
    assertThat(passes(session, other)).isFalse();
  }

  @Test
  void aNodeReadsOnFromItsOwnCursor() {
    ring.resize(10);
    add(1, 5);
    var cursors =
        TailLogRequest.newBuilder()
            .setLines(2)
            .addCursors(LogCursor.newBuilder().setUid(9).setSequence(1))
            .addCursors(LogCursor.newBuilder().setUid(7).setSequence(4));
    var read = ReadLog.newBuilder().setFilter(cursors);
    assertThat(LogPages.read(ring, read.build(), NODE).getLinesList())
        .extracting(LogLine::getSequence)
        .containsExactly(5L);
    var unknown = InspectedNode.newBuilder().setUid(8).build();
    assertThat(LogPages.read(ring, read.build(), unknown).getLinesList())
        .extracting(LogLine::getText)
        .containsExactly("line 4", "line 5");
    assertThat(LogPages.read(ring, read.setFromStart(true).build(), unknown).getLinesList())
        .hasSize(5)
        .allMatch(line -> line.getLevel().equals("INFO") && line.getNode().equals(unknown));
  }

  @Test
  void theProcesssLogIsKeptMaskedWithItsFields() {
    LogRing.keep(new LogSettings(50));
    LogRing.keep(new LogSettings(100));
    MDC.put("persistenceId", "session|acme/ring-1");
    try {
      LoggerFactory.getLogger("switchboard.RingTest")
          .atWarn()
          .addKeyValue("reason", "call +91 98765 43210")
          .setCause(new IllegalStateException("of a.b@example.org"))
          .log("It is so");
    } finally {
      MDC.remove("persistenceId");
    }
    var filter = TailLogRequest.newBuilder().setSession("tenants/acme/sessions/ring-1").build();
    var wanted = LogPages.wanted(filter);
    await()
        .untilAsserted(
            () ->
                assertThat(LogRing.ofProcess().last(wanted, 10, _ -> 1, 100).lines())
                    .singleElement()
                    .satisfies(LogRingTest::isMasked));
  }

  private static void isMasked(Line line) {
    assertThat(line.logger()).isEqualTo("switchboard.RingTest");
    assertThat(line.level()).isEqualTo(Level.WARN_INT);
    assertThat(line.text())
        .startsWith("It is so reason=")
        .contains("[phone]", "[email]", "IllegalStateException", "\n\tat ")
        .doesNotContain("98765", "example.org");
  }
}
