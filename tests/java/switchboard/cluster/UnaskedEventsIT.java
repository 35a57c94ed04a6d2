package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.journal.RedisStore;
import switchboard.journal.Watches.Thing;
import switchboard.kafka.Topics;
import switchboard.local.TestKafka;
import switchboard.session.SessionId;
import switchboard.simulators.Order;
import switchboard.v1.Event;

/**
 * What services tell unasked reaches every session that watches, once; and others are told, too.
 */
class UnaskedEventsIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  private static void tell(String topic, String order, String id, String status) throws Exception {
    var body =
        "{\"orderId\":\"%s\",\"facts\":{\"status\":\"%s\"},\"asOf\":\"%s\"}"
            .formatted(order, status, Instant.now());
    var record = new ProducerRecord<>(topic, order, body.getBytes(UTF_8));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", id,
            "ce_source", "/order",
            "ce_type", "switchboard.order.status-changed.v1",
            "ce_subject", order,
            "ce_tenant", "acme",
            "content-type", "application/json")
        .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    cluster.send(record);
  }

  /** What a session was told of a thing unasked, in order. */
  private static List<String> observed(int node, String session) {
    return Talk.events(cluster.client(node), session).stream()
        .filter(Event::hasFactObserved)
        .map(event -> event.getFactObserved().getFact())
        .map(fact -> fact.getKind() + " " + fact.getAttributesOrThrow("status"))
        .toList();
  }

  private static RedisStore store() {
    return RedisStore.get(cluster.node(0).system().classicSystem());
  }

  private static void watch(String session, String order) {
    var id = SessionId.fromName(session).orElseThrow();
    var now = Instant.now();
    store()
        .watches()
        .watch(new Thing("acme", "order", order), id.session(), now.plus(LONG), now)
        .toCompletableFuture()
        .join();
  }

  private static long watching(String order) {
    return store()
        .watches()
        .watchers(new Thing("acme", "order", order), Instant.now(), Optional.empty(), 2_000)
        .toCompletableFuture()
        .join()
        .size();
  }

  @Test
  void aSessionThatASagaToldOfAnOrderIsToldOfItsChangesOnceHoweverOftenTheyAreDelivered()
      throws Exception {
    var order = cluster.order("WATCH", Order.Status.OUT_FOR_DELIVERY);
    var session = Talk.create(cluster.client(0), "delivery");
    cluster.client(0).sendMessage(Talk.message(session, "What's the status of order " + order));
    await().atMost(LONG).until(() -> watching(order) == 1);
    var first = UUID.randomUUID().toString();
    tell(Topics.ORDER_EVENTS, order, first, "NEAR");
    await().atMost(LONG).until(() -> !observed(0, session).isEmpty());
    cluster.stopNode(1);
    tell(Topics.ORDER_EVENTS, order, first, "NEAR");
    cluster.startNode(1);
    tell(Topics.ORDER_EVENTS, order, first, "NEAR");
    tell(Topics.ORDER_EVENTS, order, UUID.randomUUID().toString(), "DELIVERED");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(observed(0, session)).containsExactly("order NEAR", "order DELIVERED"));
    tell(Topics.LOGISTICS_EVENTS, order, first, "GONE");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(observed(0, session)).endsWith("courier GONE").hasSize(3));
  }

  @Test
  void aThousandSessionsThatWatchOneOrderRecordItOnceEachAndLiveTurnsGoOn() throws Exception {
    var order = "crowd-" + UUID.randomUUID();
    var live = Talk.create(cluster.client(0), "echo");
    var sessions = new ConcurrentLinkedQueue<String>();
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 1_000; i++) {
        threads.submit(
            () -> {
              var session = Talk.create(cluster.client(0), "echo");
              watch(session, order);
              sessions.add(session);
            });
      }
    }
    assertThat(sessions).hasSize(1_000);
    var id = UUID.randomUUID().toString();
    tell(Topics.ORDER_EVENTS, order, id, "LATE");
    tell(Topics.ORDER_EVENTS, order, id, "LATE");
    tell(Topics.ORDER_EVENTS, order, UUID.randomUUID().toString(), "LATER");
    var slowest = Duration.ZERO;
    for (int i = 0; i < 20; i++) {
      long began = System.nanoTime();
      cluster.client(0).sendMessage(Talk.message(live, "hello"));
      var took = Duration.ofNanos(System.nanoTime() - began);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    assertThat(slowest).isLessThan(Duration.ofSeconds(3));
    try (var threads = Executors.newFixedThreadPool(16)) {
      var checks = sessions.stream().map(each -> threads.submit(() -> isToldTwice(each))).toList();
      for (var check : checks) {
        check.get();
      }
    }
  }

  private static void isToldTwice(String session) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> assertThat(observed(0, session)).containsExactly("order LATE", "order LATER"));
  }

  @Test
  void aSessionThatEndedIsNotWatchingAnyMoreOnceItIsTold() throws Exception {
    var order = "ended-" + UUID.randomUUID();
    var session = Talk.create(cluster.client(0), "echo");
    watch(session, order);
    cluster.client(0).closeSession(Talk.close(session, UUID.randomUUID().toString()));
    tell(Topics.ORDER_EVENTS, order, UUID.randomUUID().toString(), "LATE");
    await().atMost(LONG).until(() -> watching(order) == 0);
    assertThat(observed(0, session)).isEmpty();
  }

  @Test
  void otherSystemsAreToldOfEveryEventInOrderAndOfNothingThatWasSaid() {
    var session = Talk.create(cluster.client(0), "echo");
    for (int i = 0; i < 5; i++) {
      cluster.client(i % 2).sendMessage(Talk.message(session, "Canary-" + i));
    }
    int count = Talk.events(cluster.client(0), session).size();
    var told =
        TestKafka.read(
            cluster.kafkaServers(),
            Topics.CONVERSATION_EVENTS,
            count,
            record -> session.equals(record.key()),
            Duration.ofSeconds(20));
    assertThat(told)
        .extracting(record -> new String(record.headers().lastHeader("ce_id").value(), UTF_8))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, count).mapToObj(i -> session + "/" + i).toList());
    assertThat(told)
        .allSatisfy(
            record -> assertThat(new String(record.value(), UTF_8)).doesNotContain("Canary"));
    assertThat(told)
        .extracting(record -> new String(record.headers().lastHeader("ce_type").value(), UTF_8))
        .startsWith("switchboard.conversation.session-created.v1")
        .contains(
            "switchboard.conversation.user-message-recorded.v1",
            "switchboard.conversation.agent-message-recorded.v1");
  }
}
