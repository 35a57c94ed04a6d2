package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.cluster.Talk.create;
import static switchboard.cluster.Talk.events;
import static switchboard.cluster.Talk.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.kafka.Topics;
import switchboard.local.TestKafka;
import switchboard.simulators.Dials;
import switchboard.simulators.Latency;
import switchboard.simulators.Order;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/** Questions that need the internal services, through sagas, the broker and back. */
class SagasIT {
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @AfterEach
  void undial() throws Exception {
    cluster.dial("order", Dials.NEUTRAL);
    cluster.dial("logistics", Dials.NEUTRAL);
  }

  @Test
  void anOrderOnItsWayIsAnsweredStepByStepAndWhole() {
    var order = cluster.order("XYZ", Order.Status.OUT_FOR_DELIVERY);
    var session = create(cluster.client(0), "delivery");
    ask(session, order);
    var events = untilEnded(session, Outcome.COMPLETED);
    var courier = cluster.world.whereabouts(order).orElseThrow();
    assertThat(agentTexts(events))
        .hasSize(3)
        .satisfies(texts -> assertThat(texts.get(0)).contains("fetching").contains(order))
        .satisfies(texts -> assertThat(texts.get(1)).contains("out for delivery"))
        .satisfies(texts -> assertThat(texts.get(2)).contains(courier.etaMinutes() + " minutes"));
    assertThat(events.stream().map(Event::getPayloadCase))
        .containsSubsequence(
            Event.PayloadCase.USER_MESSAGE,
            Event.PayloadCase.SAGA_REQUESTED,
            Event.PayloadCase.SAGA_PROGRESSED,
            Event.PayloadCase.SAGA_ENDED);
    assertThat(cluster.client(1).getContext(Talk.context(session)).getPendingSagasList()).isEmpty();
  }

  @Test
  void anOrderThatWasNeverPlacedIsSaidSo() {
    var order = cluster.noOrder("NIL");
    var session = create(cluster.client(0), "delivery");
    ask(session, order);
    var events = untilEnded(session, Outcome.FAILED);
    assertThat(events)
        .filteredOn(Event::hasSagaEnded)
        .extracting(event -> event.getSagaEnded().getReason())
        .containsExactly("ORDER_NOT_FOUND");
    assertThat(agentTexts(events).getLast()).contains("can't find").contains(order);
  }

  @Test
  void theDeadlineAnswersPartiallyAlthoughNobodyIsAwakeAndALateAnswerCompletes() throws Exception {
    var late = TestCluster.SAGA_DEADLINE.plusMillis(2500).toMillis();
    cluster.dial("logistics", Dials.NEUTRAL.withLatency(new Latency(late, late)));
    var order = cluster.order("SLOW", Order.Status.OUT_FOR_DELIVERY);
    var session = create(cluster.client(0), "delivery");
    var id = session.substring(session.lastIndexOf('/') + 1);
    ask(session, order);
    await()
        .until(
            () -> events(cluster.client(0), session).stream().anyMatch(Event::hasSagaProgressed));
    await("nobody is awake")
        .atMost(TestCluster.SAGA_DEADLINE.minusMillis(500))
        .until(() -> !Memory.holdsSagaOf(cluster, id) && !Memory.holdsSession(cluster, id));
    var partial = untilEnded(session, Outcome.PARTIALLY_COMPLETED);
    assertThat(agentTexts(partial).getLast()).contains("could not learn where the courier is");
    var deadline = partial.stream().filter(Event::hasSagaRequested).findFirst().orElseThrow();
    var due = instant(deadline.getSagaRequested().getDeadline());
    var ended = partial.stream().filter(Event::hasSagaEnded).findFirst().orElseThrow();
    assertThat(Duration.between(due, instant(ended.getTime())))
        .isBetween(Duration.ZERO, Duration.ofSeconds(2));
    var whole = untilEnded(session, Outcome.COMPLETED);
    assertThat(agentTexts(whole).getLast()).contains("minutes away");
  }

  @Test
  void theUserTalksOnWhileAServiceIsSlowAndTheUpdateSaysWhatItIsAbout() throws Exception {
    cluster.dial("order", Dials.NEUTRAL.withLatency(new Latency(1_000, 1_000)));
    var order = cluster.order("CHAT", Order.Status.DELIVERED);
    var session = create(cluster.client(0), "delivery");
    ask(session, order);
    cluster.client(1).sendMessage(message(session, "thanks!"));
    var events = untilEnded(session, Outcome.COMPLETED);
    assertThat(agentTexts(events).get(1)).contains("still on it");
    assertThat(agentTexts(events).getLast()).startsWith("About your question on " + order);
  }

  @Test
  void whatCannotBeReadOrBelongsToNobodyIsADeadLetterAndOtherSagasGoOn() throws Exception {
    var key = "garbage-" + UUID.randomUUID();
    var reasons = new TreeMap<String, String>();
    for (var topic :
        List.of(Topics.ORDER_REPLIES, Topics.LOGISTICS_REPLIES, Topics.PAYMENTS_REPLIES)) {
      send(topic, key + "-bytes", new byte[] {1, 2, 3}, Map.of());
      send(topic, key + "-nothing", null, Map.of());
      var ids =
          List.of(
              "nonsense", "acme/none.7", "ACME/x.1", "acme/x.0", "acme/" + "x".repeat(99) + ".1");
      for (int i = 0; i < ids.size(); i++) {
        send(topic, key + "-saga-" + i, body(), envelope(ids.get(i), ids.get(i) + ":order"));
      }
      send(topic, key + "-step", body(), envelope("acme/x.1", "another:order"));
    }
    for (var topic : List.of(Topics.ORDER_COMMANDS, Topics.LOGISTICS_COMMANDS)) {
      send(topic, key + "-bytes", new byte[] {1, 2, 3}, Map.of());
    }
    var session = create(cluster.client(0), "delivery");
    ask(session, cluster.order("GARB", Order.Status.OUT_FOR_DELIVERY));
    untilEnded(session, Outcome.COMPLETED);
    for (var topic :
        List.of(Topics.ORDER_REPLIES, Topics.LOGISTICS_REPLIES, Topics.PAYMENTS_REPLIES)) {
      var letters = letters(topic, key, 8);
      letters.forEach((name, reason) -> reasons.put(name.replace(key, ""), reason));
      assertThat(reasons)
          .hasSize(8)
          .containsEntry("-nothing", "NO_VALUE")
          .containsEntry("-bytes", "NOT_A_CLOUD_EVENT")
          .containsEntry("-saga-0", "NOT_A_SAGA")
          .containsEntry("-saga-1", "UNKNOWN_SAGA")
          .containsEntry("-saga-2", "NOT_A_SAGA")
          .containsEntry("-saga-3", "NOT_A_SAGA")
          .containsEntry("-saga-4", "NOT_A_SAGA")
          .containsEntry("-step", "NOT_A_SAGA");
    }
    assertThat(letters(Topics.ORDER_COMMANDS, key, 1)).containsValue("NOT_A_COMMAND");
    assertThat(letters(Topics.LOGISTICS_COMMANDS, key, 1)).containsValue("NOT_A_COMMAND");
  }

  @Test
  void manyQuestionsAtOnceAreAllAnsweredOnceEach() {
    var sessions = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      var session = create(cluster.client(i % 2), "delivery");
      sessions.add(session);
      ask(session, cluster.order("MANY" + (char) ('A' + i % 5), Order.Status.OUT_FOR_DELIVERY));
    }
    for (var session : sessions) {
      var events = untilEnded(session, Outcome.COMPLETED);
      assertThat(events).filteredOn(Event::hasSagaProgressed).hasSize(1);
      assertThat(events).filteredOn(Event::hasSagaEnded).hasSize(1);
      assertThat(agentTexts(events)).hasSize(3);
    }
  }

  private static void ask(String session, String order) {
    cluster.client(0).sendMessage(message(session, "What's the status of order " + order + "?"));
  }

  /** The session's events once a saga of it has ended like this. */
  private static List<Event> untilEnded(String session, Outcome outcome) {
    await(session)
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                events(cluster.client(1), session).stream()
                    .anyMatch(event -> event.getSagaEnded().getOutcome() == outcome));
    var events = events(cluster.client(1), session);
    assertThat(events.stream().map(Event::getSequence))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    return events;
  }

  private static List<String> agentTexts(List<Event> events) {
    return events.stream()
        .filter(Event::hasAgentMessage)
        .map(event -> event.getAgentMessage().getText())
        .toList();
  }

  private static Instant instant(com.google.protobuf.Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static byte[] body() {
    return "{\"ok\":true,\"facts\":{},\"asOf\":\"2026-11-22T10:00:00Z\"}"
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, String> envelope(String saga, String step) {
    return Map.of(
        "ce_specversion", "1.0",
        "ce_id", UUID.randomUUID().toString(),
        "ce_source", "/tests",
        "ce_type", "switchboard.order.get-status.reply.v1",
        "content-type", "application/json",
        "ce_sagaid", saga,
        "ce_stepkey", step);
  }

  private static void send(String topic, String key, byte[] value, Map<String, String> headers)
      throws Exception {
    var record = new ProducerRecord<>(topic, key, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    cluster.send(record);
  }

  /** Dead letters whose key starts like this: the reason by key. */
  private static Map<String, String> letters(String topic, String key, int count) {
    var found =
        TestKafka.read(
            cluster.kafkaServers(),
            topic + ".dead-letter",
            count,
            record -> record.key() != null && record.key().startsWith(key),
            Duration.ofSeconds(10));
    var reasons = new TreeMap<String, String>();
    for (var letter : found) {
      var reason = letter.headers().lastHeader("dead-letter-reason").value();
      reasons.put(letter.key(), new String(reason, StandardCharsets.UTF_8));
    }
    return reasons;
  }
}
