package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.kafka.Topics;
import switchboard.local.TestKafka;
import switchboard.simulators.Order;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/**
 * A client's trace context, from its message to every system that is asked or told because of it.
 */
class TraceparentIT {
  private static final Duration MAX = Duration.ofSeconds(20);
  private static final LinkedBlockingQueue<Optional<String>> ASKED = new LinkedBlockingQueue<>();
  private static TestCluster cluster;
  private static HttpServer payments;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), cluster.paymentsPort());
    payments = HttpServer.create(address, 0);
    payments.createContext(
        "/",
        exchange -> {
          ASKED.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("traceparent")));
          var answer =
              ("{\"ok\":true,\"reason\":\"\",\"facts\":{\"amount\":\"7\",\"currency\":\"INR\"},"
                      + "\"asOf\":\"2026-11-22T10:00:00Z\"}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    payments.start();
  }

  @AfterAll
  static void stop() {
    payments.stop(0);
  }

  private static String trace() {
    return "00-" + UUID.randomUUID().toString().replace("-", "") + "-00f067aa0ba902b7-01";
  }

  /** Asks, and returns what was pushed until the saga ended and its words followed. */
  private static List<Event> ask(String session, String text, String trace) {
    var message = Talk.message(session, text).toBuilder().setTraceparent(trace).build();
    cluster.client(0).sendMessage(message);
    await(session)
        .atMost(MAX)
        .until(
            () ->
                Talk.events(cluster.client(1), session).stream()
                    .anyMatch(event -> event.getSagaEnded().getOutcome() == Outcome.COMPLETED));
    int count = Talk.events(cluster.client(1), session).size();
    var pushed = cluster.client(1).subscribe(Talk.subscribe(session, 0));
    var events = new java.util.ArrayList<Event>();
    while (events.size() < count) {
      var next = pushed.next();
      if (next.hasEvent()) {
        events.add(next.getEvent());
      }
    }
    return events;
  }

  private static List<Optional<String>> traces(
      String topic, String key, int count, String sagaStart) {
    return TestKafka.read(
            cluster.kafkaServers(),
            topic,
            count,
            record ->
                key.equals(record.key())
                    || !sagaStart.isEmpty()
                        && header(record, "ce_sagaid").orElse("").contains(sagaStart),
            MAX)
        .stream()
        .map(record -> header(record, "ce_traceparent"))
        .toList();
  }

  private static Optional<String> header(ConsumerRecord<String, byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(header -> new String(header.value(), UTF_8));
  }

  /** What was said for a saga; the acknowledgement before it is not. */
  private static List<String> worded(List<Event> events) {
    return events.stream()
        .filter(Event::hasAgentMessage)
        .skip(1)
        .map(Event::getTraceparent)
        .toList();
  }

  private static boolean isWorded(ConsumerRecord<String, byte[]> record) {
    return header(record, "ce_type").orElseThrow().contains("agent-message")
        && new String(record.value(), UTF_8).contains("\"saga\"");
  }

  private static void checkWhole(String prefix, String sent, Optional<String> arrives) {
    var order = cluster.order(prefix, Order.Status.OUT_FOR_DELIVERY);
    var session = Talk.create(cluster.client(0), "delivery");
    var id = session.substring(session.lastIndexOf('/') + 1);
    var events = ask(session, "What's the status of order " + order + "?", sent);
    for (var topic : List.of(Topics.ORDER_COMMANDS, Topics.LOGISTICS_COMMANDS)) {
      assertThat(traces(topic, order, 1, "")).as(topic).containsExactly(arrives);
    }
    for (var topic : List.of(Topics.ORDER_REPLIES, Topics.LOGISTICS_REPLIES)) {
      assertThat(traces(topic, "", 1, id)).as(topic).containsExactly(arrives);
    }
    assertThat(worded(events)).hasSize(2).containsOnly(arrives.orElse(""));
    var feed =
        TestKafka.read(
            cluster.kafkaServers(),
            Topics.CONVERSATION_EVENTS,
            events.size(),
            record -> session.equals(record.key()),
            MAX);
    assertThat(feed).hasSize(events.size());
    var spoken =
        feed.stream()
            .filter(
                record ->
                    header(record, "ce_type").orElseThrow().matches(".*(user-message|requested).*")
                        || isWorded(record))
            .map(record -> header(record, "ce_traceparent"))
            .toList();
    assertThat(spoken).hasSize(4).containsOnly(arrives);
  }

  @Test
  void itReachesTheServicesTheUpdatesAndOtherSystems() {
    var trace = trace();
    checkWhole("TRC", trace, Optional.of(trace));
  }

  @Test
  void noneIsInventedForAClientWithoutOne() {
    checkWhole("NOTRC", "", Optional.empty());
  }

  @Test
  void itReachesAServiceOverHttp() throws Exception {
    var trace = trace();
    var traced = Talk.create(cluster.client(0), "delivery");
    assertThat(worded(ask(traced, "When is my payout?", trace))).containsOnly(trace);
    assertThat(ASKED.poll(10, TimeUnit.SECONDS)).contains(trace);
    var untraced = Talk.create(cluster.client(0), "delivery");
    assertThat(worded(ask(untraced, "When is my payout?", ""))).containsOnly("");
    assertThat(ASKED.poll(10, TimeUnit.SECONDS)).isEmpty();
  }
}
