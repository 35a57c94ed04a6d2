package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import switchboard.simulators.Order;
import switchboard.telemetry.Collector.Mode;
import switchboard.telemetry.Collector.Taken;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/** One question about an order, hop by hop, in one trace. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.MethodName.class)
class TraceIT {
  private static final Duration MAX = Duration.ofSeconds(20);
  private static final String SEND = "switchboard.v1.ConversationService/SendMessage";
  private static final String EVENT =
      "[0-9]+|[A-Z][A-Za-z]+(Recorded|Changed|Requested|Progressed|Ended|Summarized|Proposed)";
  private static final String CLIENT_SPAN = "00f067aa0ba902b7";
  private static WatchedCluster watched;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    watched = WatchedCluster.shared();
    cluster = watched.cluster;
  }

  private static String trace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /** Asks through the first node while a stream is attached to the second; ends with the saga. */
  private static String ask(String traceparent, String prefix) {
    var order = cluster.order(prefix, Order.Status.OUT_FOR_DELIVERY);
    var session = Talk.create(cluster.client(0), "delivery");
    var pushed = cluster.client(1, Duration.ofSeconds(60)).subscribe(Talk.subscribe(session, 0));
    pushed.next();
    var client = cluster.client(0);
    if (!traceparent.isEmpty()) {
      var metadata = new Metadata();
      metadata.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
      client = client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }
    client.sendMessage(Talk.message(session, "What's the status of order " + order + "?"));
    boolean ended = false;
    while (true) {
      var next = pushed.next();
      ended |= next.getEvent().getSagaEnded().getOutcome() == Outcome.COMPLETED;
      if (ended && next.getEvent().hasAgentMessage()) {
        return session;
      }
    }
  }

  private static List<Taken> named(List<Taken> spans, String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  private static Taken only(List<Taken> spans, String name) {
    var found = named(spans, name);
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  private static List<Taken> children(List<Taken> spans, Taken parent) {
    return spans.stream().filter(span -> span.parent().equals(parent.id())).toList();
  }

  private static List<String> names(List<Taken> spans) {
    return spans.stream().map(Taken::name).toList();
  }

  @Test
  void everyHopIsThereWithItsParent() {
    var trace = trace();
    var session = ask("00-" + trace + "-" + CLIENT_SPAN + "-01", "HOP");
    await().atMost(MAX).untilAsserted(() -> checkRoad(watched.collector.of(trace), session));
  }

  private static void checkRoad(List<Taken> spans, String session) {
    checkWhole(spans, CLIENT_SPAN);
    var call = only(spans, SEND);
    assertThat(call.kind()).isEqualTo(2);
    assertThat(call.parent()).isEqualTo(CLIENT_SPAN);
    var command = children(spans, call);
    assertThat(names(command)).containsExactly("session.command");
    assertThat(command.getFirst().tags())
        .containsEntry("switchboard.session", session)
        .containsEntry("switchboard.outcome", "Recorded");
    var decided = children(spans, command.getFirst());
    assertThat(names(decided)).containsExactly("session.decide");
    var asked = children(spans, decided.getFirst());
    assertThat(names(asked)).contains("journal.append", "saga order_status", "push");
    var saga = only(spans, "saga order_status");
    assertThat(asked).contains(saga);
    assertThat(saga.tags()).containsEntry("switchboard.outcome", "COMPLETED");
    checkSteps(spans, saga);
    checkReports(spans, saga);
  }

  private static void checkSteps(List<Taken> spans, Taken saga) {
    var steps =
        children(spans, saga).stream().filter(it -> it.name().startsWith("saga.step ")).toList();
    assertThat(steps).hasSize(2);
    var topics = new HashSet<String>();
    for (var step : steps) {
      assertThat(step.tags()).containsEntry("switchboard.outcome", "OK");
      var published = children(spans, step);
      assertThat(published).singleElement().satisfies(it -> assertThat(it.kind()).isEqualTo(4));
      var topic = published.getFirst().name().replaceAll("publish (\\w+).commands", "$1");
      topics.add(topic);
      var consumed = children(spans, published.getFirst());
      assertThat(names(consumed)).containsExactly("consume " + topic + ".replies");
      assertThat(consumed.getFirst().kind()).isEqualTo(5);
      assertThat(step.beganNanos()).isLessThanOrEqualTo(consumed.getFirst().beganNanos());
    }
    assertThat(topics).containsExactlyInAnyOrder("order", "logistics");
    assertThat(names(children(spans, saga))).contains("journal.append");
  }

  private static void checkReports(List<Taken> spans, Taken saga) {
    var reports = named(children(spans, saga), "session.decide");
    assertThat(reports).hasSizeGreaterThanOrEqualTo(2);
    for (var report : reports) {
      assertThat(names(children(spans, report))).contains("journal.append", "push");
    }
    var answers =
        named(spans, "push").stream()
            .filter(it -> it.tags().get("switchboard.event").equals("AgentMessageRecorded"))
            .toList();
    assertThat(answers).hasSize(3);
  }

  /** One trace; every parent is a span of it, or the client's. */
  private static void checkWhole(List<Taken> spans, String root) {
    var ids = spans.stream().map(Taken::id).collect(Collectors.toSet());
    assertThat(ids).hasSameSizeAs(spans);
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.parent().equals(root) || ids.contains(span.parent()))
                  .as("parent of " + span)
                  .isTrue();
              assertThat(span.endedNanos()).isGreaterThanOrEqualTo(span.beganNanos());
            });
    assertThat(spans).filteredOn(span -> span.parent().equals(root)).hasSize(1);
  }

  @Test
  void aTraceBeginsAtTheDoorIfTheClientBringsNone() {
    var session = ask("", "ROOT");
    await()
        .atMost(MAX)
        .untilAsserted(
            () -> {
              var command =
                  watched.collector.spans().stream()
                      .filter(it -> session.equals(it.tags().get("switchboard.session")))
                      .findFirst()
                      .orElseThrow();
              checkWhole(watched.collector.of(command.trace()), "");
            });
  }

  @Test
  void aTraceThatIsNotKeptIsHandedOnAsItCame() {
    var trace = trace();
    var sent = "00-" + trace + "-" + CLIENT_SPAN + "-00";
    var session = ask(sent, "NOT");
    var said =
        Talk.events(cluster.client(0), session).stream()
            .filter(event -> !event.getTraceparent().isEmpty())
            .map(Event::getTraceparent)
            .toList();
    assertThat(said).isNotEmpty().containsOnly(sent);
    assertThat(watched.collector.of(trace)).isEmpty();
  }

  @Test
  void nothingThatSomebodySaidIsInASpan() {
    var trace = trace();
    var session = ask("00-" + trace + "-" + CLIENT_SPAN + "-01", "SAID");
    await()
        .atMost(MAX)
        .untilAsserted(() -> assertThat(watched.collector.of(trace)).hasSizeGreaterThan(15));
    var allowed = new ArrayList<>(List.of(session.substring(session.lastIndexOf('/') + 1)));
    allowed.addAll(List.of("OK", "Recorded", "COMPLETED"));
    assertThat(watched.collector.of(trace))
        .flatExtracting(span -> span.tags().values())
        .allSatisfy(
            value ->
                assertThat(value.matches(EVENT) || allowed.stream().anyMatch(value::contains))
                    .as(value)
                    .isTrue());
  }

  @Test
  void zTurnsGoOnWhileTheCollectorHangsOrRefuses() throws Exception {
    for (var mode : List.of(Mode.HANGS, Mode.REFUSES)) {
      watched.collector.mode(mode);
      double lost = watched.sum("switchboard_spans_total{outcome=\"lost\"}");
      long began = System.nanoTime();
      ask("", "BAD" + mode.name().substring(0, 1));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      await()
          .atMost(MAX)
          .until(() -> watched.sum("switchboard_spans_total{outcome=\"lost\"}") > lost);
    }
    watched.collector.mode(Mode.TAKES);
    var trace = trace();
    var session = ask("00-" + trace + "-" + CLIENT_SPAN + "-01", "GOOD");
    await().atMost(MAX).untilAsserted(() -> checkRoad(watched.collector.of(trace), session));
  }
}
