package switchboard.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.cluster.Talk.create;
import static switchboard.cluster.Talk.events;
import static switchboard.cluster.Talk.get;
import static switchboard.cluster.Talk.list;
import static switchboard.cluster.Talk.message;
import static switchboard.cluster.Talk.refusal;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.frontdoor.Client;
import switchboard.local.TestKafka;
import switchboard.simulators.Order;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/** What the nodes do while Redis, the broker or one of them is away, and afterwards. */
class OutagesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @Test
  void whileRedisIsAwayCallsSaySoInTimeAndAfterwardsEverythingGoesOn() {
    var known = create(cluster.client(0), "echo");
    var cold = create(cluster.client(0), "echo");
    cluster.client(0).sendMessage(message(known, "before", "before"));
    var watching = subscribing(1, known);
    await().until(() -> watching.received().size() == 4);
    var coldId = cold.substring(cold.lastIndexOf('/') + 1);
    await().until(() -> !Memory.holdsSession(cluster, coldId));
    cluster.killRedis();
    try {
      // in time, since a deadline of the client's own would be another refusal
      for (var session : List.of(known, cold, known)) {
        var client = cluster.client(1, PATIENCE);
        assertThat(refusal(() -> client.sendMessage(message(session, "during", "during"))))
            .isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
      }
      assertThat(refusal(() -> cluster.client(0, PATIENCE).listEvents(list(known, 0))))
          .isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
      assertThat(refusal(() -> cluster.client(0, PATIENCE).getSession(get(cold))))
          .isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
    } finally {
      cluster.startRedis();
    }
    for (var session : List.of(known, cold)) {
      await()
          .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
          .atMost(Duration.ofSeconds(10))
          .until(() -> cluster.client(0).sendMessage(message(session, "during", "during")) != null);
      var again = cluster.client(1).sendMessage(message(session, "during", "during"));
      assertThat(again.getSequence()).isEqualTo(session.equals(known) ? 5 : 2);
      assertWholeAndOnce(events(cluster.client(0), session), Map.of("during", "during"));
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> watching.received().size() == 7);
    assertThat(watching.received().stream().map(it -> it.getEvent().getSequence()))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    watching.cancel();
  }

  @Test
  void messagesOfUnknownOutcomeThatAreRepeatedAreRecordedOnce() throws Exception {
    var sessions = LongStream.range(0, 8).mapToObj(_ -> create(cluster.client(0), "echo")).toList();
    var acknowledged = new ConcurrentHashMap<String, Long>();
    var failed = new ConcurrentHashMap<String, String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var session : sessions) {
        threads.submit(() -> sendUntilItFails(session, acknowledged, failed));
      }
      await().until(() -> acknowledged.size() > 100);
      cluster.killRedis();
    }
    cluster.startRedis();
    for (var session : sessions) {
      var id = failed.get(session);
      await()
          .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  acknowledged.put(
                          id, cluster.client(1).sendMessage(message(session, id, id)).getSequence())
                      == null);
    }
    for (var session : sessions) {
      var events = events(cluster.client(1), session);
      assertThat(events.stream().map(Event::getSequence))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      var said = events.stream().filter(Event::hasUserMessage).toList();
      assertThat(said.stream().map(event -> event.getUserMessage().getRequestId()))
          .doesNotHaveDuplicates();
      assertThat(said)
          .allSatisfy(
              event ->
                  assertThat(acknowledged)
                      .containsEntry(event.getUserMessage().getRequestId(), event.getSequence()));
      // beside these, now and then, what the memory let go was summarized
      assertThat(events.stream().filter(Event::hasAgentMessage)).hasSameSizeAs(said);
      assertThat(events.stream().filter(Event::hasGoalChanged)).hasSameSizeAs(said);
    }
  }

  /** Sends one message after the other; notes the last one, whose outcome is not known. */
  private static void sendUntilItFails(
      String session, Map<String, Long> acknowledged, Map<String, String> failed) {
    for (int i = 0; ; i++) {
      var id = UUID.randomUUID().toString();
      try {
        var client = cluster.client(i % 2, PATIENCE);
        acknowledged.put(id, client.sendMessage(message(session, id, id)).getSequence());
      } catch (StatusRuntimeException away) {
        failed.put(session, id);
        return;
      }
    }
  }

  @Test
  void withoutTheBrokerTalkGoesOnAndCommandsArePublishedWhenItIsBack() throws Exception {
    var session = create(cluster.client(0), "delivery");
    var order = cluster.order("GONE", Order.Status.OUT_FOR_DELIVERY);
    int said = 0;
    cluster.stopKafka();
    try {
      long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
      do {
        long started = System.nanoTime();
        cluster.client(said % 2).sendMessage(message(session, said == 0 ? order : "thanks"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        said++;
      } while (System.nanoTime() < until);
    } finally {
      cluster.startKafka();
    }
    for (var topic : List.of("order.commands", "order.replies", "logistics.replies")) {
      assertThat(of(session, topic)).as(topic).isNotEmpty();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                events(cluster.client(1), session).stream()
                    .anyMatch(event -> event.getSagaEnded().getOutcome() == Outcome.COMPLETED));
    var events = events(cluster.client(1), session);
    assertThat(events).filteredOn(Event::hasUserMessage).hasSize(said);
    assertThat(events).filteredOn(Event::hasSagaProgressed).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aNodeThatLeavesHandsItsSessionsOverAndKnowsRepeatedRequestsWhenItIsBack() throws Exception {
    var sessions =
        LongStream.range(0, 12).mapToObj(_ -> create(cluster.client(0), "echo")).toList();
    sessions.forEach(session -> cluster.client(0).sendMessage(message(session, "hello", "m")));
    var streams = sessions.stream().map(session -> subscribing(0, session)).toList();
    streams.forEach(stream -> await().until(() -> stream.received().size() == 4));
    cluster.stopNode(1);
    for (var session : sessions) {
      assertThat(cluster.client(0).sendMessage(message(session, "hello", "m")).getSequence())
          .isEqualTo(2);
      assertThat(cluster.client(0).sendMessage(message(session, "more", "n")).getSequence())
          .isEqualTo(5);
    }
    cluster.startNode(1);
    for (var session : sessions) {
      assertThat(cluster.client(1).sendMessage(message(session, "more", "n")).getSequence())
          .isEqualTo(5);
    }
    for (var stream : streams) {
      await().atMost(Duration.ofSeconds(10)).until(() -> stream.received().size() == 7);
      stream.cancel();
    }
  }

  /** The records of a topic that belong to a saga of this session, once there is one. */
  private static List<?> of(String session, String topic) {
    var saga = "acme/" + session.substring(session.lastIndexOf('/') + 1) + ".";
    return TestKafka.read(
        cluster.kafkaServers(),
        topic,
        1,
        record -> {
          var header = record.headers().lastHeader("ce_sagaid");
          return header != null && new String(header.value(), UTF_8).startsWith(saga);
        },
        Duration.ofSeconds(30));
  }

  private static void assertWholeAndOnce(List<Event> events, Map<String, String> messages) {
    assertThat(events.stream().map(Event::getSequence))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    messages.forEach(
        (id, text) ->
            assertThat(events)
                .filteredOn(event -> event.getUserMessage().getRequestId().equals(id))
                .extracting(event -> event.getUserMessage().getText())
                .containsExactly(text));
  }

  private static Client<SubscribeRequest, SubscribeResponse> subscribing(int node, String session) {
    var client = Client.<SubscribeRequest, SubscribeResponse>reading();
    cluster.streams(node).subscribe(Talk.subscribe(session, 0), client);
    return client;
  }
}
