package switchboard.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.Collector.Mode;
import switchboard.telemetry.Traces.Kind;

/** Spans, and what a collector that is away costs. */
@Timeout(60)
class TracesTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String KEPT = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final String NOT_KEPT = "00-" + TRACE + "-00f067aa0ba902b7-00";
  private static final int QUEUE = 100;
  private static final int MANY = 5_000;

  private Collector collector;
  private ActorSystem system;

  @BeforeEach
  void start() throws Exception {
    collector = Collector.start();
  }

  @AfterEach
  void stop() {
    collector.close();
    if (system != null) {
      system.terminate();
    }
  }

  private static Config config(String endpoint, double ratio, String more) {
    return ConfigFactory.parseString(
            """
            pekko.actor.provider = local
            pekko.coordinated-shutdown.exit-jvm = off
            switchboard.telemetry.traces { endpoint = "%s", ratio = %s, queue = %s }
            switchboard.telemetry.traces.timeout = 200ms
            %s
            """
                .formatted(endpoint, ratio, QUEUE, more))
        .withFallback(ConfigFactory.load("switchboard"));
  }

  private Traces traces(String endpoint, double ratio, String more) {
    system = ActorSystem.create("traces", config(endpoint, ratio, more));
    return Traces.get(system);
  }

  private Traces traces(double ratio) {
    return traces(collector.endpoint(), ratio, "");
  }

  private void awaitSpans(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> collector.spans().size() == count);
  }

  @Test
  void withoutAnEndpointEverythingIsHandedOnAsItCame() {
    var traces = traces("", 1, "");
    assertThat(traces.on()).isFalse();
    assertThat(traces.counts()).isEmpty();
    var kept = Optional.of(KEPT);
    assertThat(traces.enter("call", KEPT, Instant.now())).isSameAs(Hop.NONE);
    assertThat(traces.begin("part", Kind.INTERNAL, kept)).isSameAs(Hop.NONE);
    assertThat(traces.begin("part", Kind.INTERNAL, kept).carried(kept)).isSameAs(kept);
    assertThat(traces.within(kept, "saga")).isSameAs(kept);
  }

  @Test
  void aSpanIsPartOfWhatItIsGiven() {
    var traces = traces(0);
    var call = traces.enter("call", KEPT, Instant.now());
    var part = traces.begin("part", Kind.CONSUMER, call.carried(Optional.empty()));
    part.tag("switchboard.sequence", 7).fail("TIMED_OUT");
    call.tag(Hop.OUTCOME, "OK").end();
    awaitSpans(2);
    var inner = collector.spans().getFirst();
    var outer = collector.spans().getLast();
    assertThat(outer.trace()).isEqualTo(TRACE);
    assertThat(outer.parent()).isEqualTo("00f067aa0ba902b7");
    assertThat(outer.tags()).isEqualTo(Map.of(Hop.OUTCOME, "OK"));
    assertThat(inner.parent()).isEqualTo(outer.id());
    assertThat(inner.kind()).isEqualTo(5);
    assertThat(inner.failed()).isTrue();
    assertThat(inner.tags()).isEqualTo(Map.of("switchboard.sequence", "7"));
    assertThat(traces.counts().orElseThrow().sent()).isEqualTo(2);
  }

  @Test
  void onlyADoorBeginsATraceAndOnlyByTheRatio() {
    var never = traces(0);
    assertThat(never.enter("call", "", Instant.now())).isSameAs(Hop.NONE);
    assertThat(never.enter("call", "garbage", Instant.now())).isSameAs(Hop.NONE);
    assertThat(never.enter("call", NOT_KEPT, Instant.now())).isSameAs(Hop.NONE);
    assertThat(never.begin("part", Kind.INTERNAL, Optional.empty())).isSameAs(Hop.NONE);
    assertThat(never.begin("part", Kind.INTERNAL, Optional.of(NOT_KEPT))).isSameAs(Hop.NONE);
    assertThat(never.begin("part", Kind.INTERNAL, Optional.of("garbage"))).isSameAs(Hop.NONE);
    system.terminate();
    var always = traces(1);
    var root = always.enter("call", "garbage", Instant.now());
    assertThat(root.isKept()).isTrue();
    assertThat(root.carried(Optional.empty()).orElseThrow())
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(always.enter("call", NOT_KEPT, Instant.now())).isSameAs(Hop.NONE);
    root.end();
    awaitSpans(1);
    assertThat(collector.spans().getFirst().parent()).isEmpty();
  }

  @Test
  void whatLastsLongIsTheParentOfItsPartsBeforeItIsTold() {
    var traces = traces(0);
    var parent = Optional.of(KEPT);
    var within = traces.within(parent, "saga-1");
    assertThat(traces.within(parent, "saga-1")).isEqualTo(within);
    assertThat(traces.within(parent, "saga-2")).isNotEqualTo(within);
    assertThat(traces.within(Optional.of(NOT_KEPT), "saga-1")).contains(NOT_KEPT);
    traces.begin("part", Kind.INTERNAL, within).end();
    var began = Instant.now().minusSeconds(3);
    traces.tell("saga", parent, "saga-1", began, Map.of(Hop.OUTCOME, "FAILED"), Optional.empty());
    awaitSpans(2);
    var part = collector.spans().getFirst();
    var whole = collector.spans().getLast();
    assertThat(part.parent()).isEqualTo(whole.id());
    assertThat(whole.parent()).isEqualTo("00f067aa0ba902b7");
    assertThat(Duration.ofNanos(whole.endedNanos() - whole.beganNanos()))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
  }

  private static ListAppender<ILoggingEvent> log() {
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    ((Logger) LoggerFactory.getLogger("switchboard.telemetry")).addAppender(log);
    return log;
  }

  private static Duration makeMany(Traces traces) {
    long began = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      traces.enter("call", KEPT, Instant.now()).end();
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Whoever makes spans does not notice, no more wait than may, and it is said once. */
  private void costsOnlyItsSpans(String endpoint) {
    var log = log();
    var traces = traces(endpoint, 1, "");
    assertThat(makeMany(traces)).isLessThan(Duration.ofSeconds(5));
    var counts = traces.counts().orElseThrow();
    assertThat(counts.dropped()).isGreaterThanOrEqualTo(MANY / 2);
    await().atMost(Duration.ofSeconds(10)).until(() -> counts.lost() + counts.dropped() == MANY);
    assertThat(counts.sent()).isZero();
    makeMany(traces);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> counts.lost() + counts.dropped() == 2 * MANY);
    assertThat(log.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getMessage()).contains("Spans cannot be sent"));
    ((Logger) LoggerFactory.getLogger("switchboard.telemetry")).detachAppender(log);
  }

  @Test
  void aCollectorThatIsAwayCostsItsSpansOnly() {
    var nobody = collector.endpoint();
    collector.close();
    costsOnlyItsSpans(nobody);
  }

  @Test
  void aCollectorThatHangsCostsItsSpansOnly() {
    collector.mode(Mode.HANGS);
    costsOnlyItsSpans(collector.endpoint());
  }

  @Test
  void aCollectorThatRefusesIsAskedOnceForABatchAndAgainForTheNext() {
    collector.mode(Mode.REFUSES);
    var traces = traces(1);
    traces.enter("call", KEPT, Instant.now()).end();
    var counts = traces.counts().orElseThrow();
    await().atMost(Duration.ofSeconds(10)).until(() -> counts.lost() == 1);
    assertThat(collector.calls()).isEqualTo(1);
    collector.mode(Mode.TAKES);
    traces.enter("call", KEPT, Instant.now()).end();
    awaitSpans(1);
  }

  @Test
  void headersComeFromAFileThatMayChange(@TempDir Path folder) throws Exception {
    var file = folder.resolve("headers");
    Files.writeString(file, "x-key: one\n");
    var traces =
        traces(
            collector.endpoint(),
            1,
            "switchboard.telemetry.traces.headers-file = \"" + file + "\"");
    traces.enter("call", KEPT, Instant.now()).end();
    awaitSpans(1);
    Files.writeString(file, "x-key: two\n");
    traces.enter("call", KEPT, Instant.now()).end();
    awaitSpans(2);
    Files.delete(file);
    traces.enter("call", KEPT, Instant.now()).end();
    awaitSpans(3);
    assertThat(collector.headers())
        .extracting(headers -> headers.get("X-key"))
        .containsExactly(List.of("one"), List.of("two"), List.of("two"));
  }

  @Test
  void aLineOfTheLogNamesItsTraceAndSpan() {
    var log = log();
    var logger = LoggerFactory.getLogger("switchboard.telemetry.test");
    var hop = traces(1).enter("call", KEPT, Instant.now());
    hop.named(logger.atWarn()).log("with a span");
    Hop.NONE.named(logger.atWarn()).log("without");
    hop.end();
    awaitSpans(1);
    var pairs = log.list.getFirst().getKeyValuePairs();
    assertThat(pairs)
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly("trace=" + TRACE, "span=" + collector.spans().getFirst().id());
    assertThat(log.list.getLast().getKeyValuePairs()).isNullOrEmpty();
    ((Logger) LoggerFactory.getLogger("switchboard.telemetry")).detachAppender(log);
  }

  @Test
  void settingsOutOfTheirRangeAreRefused() {
    assertThatThrownBy(() -> TraceSettings.from(config("ftp://host/", 1, "")))
        .hasMessageContaining("switchboard.telemetry.traces.endpoint must be empty or an http");
    assertThatThrownBy(() -> TraceSettings.from(config("http://[", 1, "")))
        .hasMessageContaining("is no URL");
    assertThatThrownBy(() -> TraceSettings.from(config("", 1.5, "")))
        .hasMessage("switchboard.telemetry.traces.ratio must be 0 to 1");
    var queue = "switchboard.telemetry.traces.queue = 0";
    assertThatThrownBy(() -> TraceSettings.from(config("", 1, queue)))
        .hasMessage("switchboard.telemetry.traces.queue must be 1 to 1000000");
    var timeout = "switchboard.telemetry.traces.timeout = 1ms";
    assertThatThrownBy(() -> TraceSettings.from(config("", 1, timeout)))
        .hasMessage("switchboard.telemetry.traces.timeout must be 100 ms to 1 min");
  }
}
