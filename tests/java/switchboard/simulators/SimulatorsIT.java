package switchboard.simulators;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.kafka.Envelope;
import switchboard.kafka.KafkaPublisher;
import switchboard.kafka.SagaCommandMessage;
import switchboard.kafka.Topics;
import switchboard.local.TestKafka;
import switchboard.simulators.LedgerReader.Kind;

class SimulatorsIT {
  private static final long SEED = 7;
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @TempDir Path dir;
  private final String run = UUID.randomUUID().toString();
  private final SimulatedWorld world = new SimulatedWorld(SEED);
  private final List<SimulatedService> running = new ArrayList<>();
  private TestKafka kafka;
  private KafkaPublisher publisher;

  @BeforeEach
  void connect() throws Exception {
    kafka = TestKafka.shared();
    publisher = KafkaPublisher.start(kafka.settings());
  }

  @AfterEach
  void stopAll() throws Exception {
    for (var service : running) {
      stop(service);
    }
    publisher.close();
  }

  @Test
  void orderAndLogisticsAnswerWhatTheWorldSays() throws Exception {
    start("order");
    start("logistics");
    var orderId = orderIn(Order.Status.OUT_FOR_DELIVERY);
    ask("order", "get-status", orderId, "o");
    ask("logistics", "locate", orderId, "l");
    ask("logistics", "locate", orderIn(Order.Status.DELIVERED), "l2");

    var status = reply("order", "o", 1).getFirst();
    assertThat(status.key()).isEqualTo(run);
    assertThat(header(status, "ce_type")).isEqualTo("switchboard.order.get-status.reply.v1");
    assertThat(header(status, "ce_traceparent")).isEqualTo(TRACE);
    assertThat(body(status).at("/facts/status").asText()).isEqualTo("OUT_FOR_DELIVERY");
    var place = body(reply("logistics", "l", 1).getFirst());
    assertThat(place.at("/facts/etaMinutes").asInt())
        .isEqualTo(world.whereabouts(orderId).orElseThrow().etaMinutes());
    assertThat(body(reply("logistics", "l2", 1).getFirst()).at("/reason").asText())
        .isEqualTo("NOT_ON_THE_WAY");
  }

  @Test
  void anUnknownOrderAndAnUnknownCommandAreRefused() throws Exception {
    start("order");
    ask("order", "get-status", unknownOrder(), "unknown");
    ask("order", "make-tea", orderIn(Order.Status.PLACED), "tea");
    assertThat(body(reply("order", "unknown", 1).getFirst()).at("/reason").asText())
        .isEqualTo("ORDER_NOT_FOUND");
    assertThat(body(reply("order", "tea", 1).getFirst()).at("/reason").asText())
        .isEqualTo("UNKNOWN_COMMAND");
  }

  @Test
  void paymentsAnswers() throws Exception {
    start("payments");
    send("payments", "get-payout", "partner-1", "p", Map.of("partnerId", "partner-1"));
    assertThat(body(reply("payments", "p", 1).getFirst()).at("/facts/amount").asInt())
        .isEqualTo(world.payout("partner-1"));
  }

  @Test
  void aRepeatedStepIsAnsweredAgainAlikeAndTakesEffectOnceOverARestart() throws Exception {
    var service = start("order");
    var orderId = orderIn(Order.Status.PREPARING);
    ask("order", "get-status", orderId, "same");
    ask("order", "get-status", orderId, "same");
    reply("order", "same", 2);
    stop(service);
    start("order");
    ask("order", "get-status", orderId, "same");

    var all = reply("order", "same", 3);
    assertThat(all).extracting(r -> new String(r.value())).hasSize(3).containsOnly(text(all, 0));
    assertThat(ledger("order", Kind.EFFECT, "same")).hasSize(1);
    await().untilAsserted(() -> assertThat(ledger("order", Kind.RECEIVED, "same")).hasSize(3));
    assertThat(ledger("order", Kind.EFFECT, "same").getFirst().facts())
        .containsEntry("status", "PREPARING");
  }

  @Test
  void aSilentServiceTakesEffectAndAnswersARepeatOnceItTalksAgain() throws Exception {
    dial("order", Dials.NEUTRAL.withSilent(true));
    start("order");
    var orderId = orderIn(Order.Status.PLACED);
    ask("order", "get-status", orderId, "quiet");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(ledger("order", Kind.EFFECT, "quiet")).hasSize(1));
    dial("order", Dials.NEUTRAL);
    ask("order", "get-status", orderId, "quiet");
    assertThat(reply("order", "quiet", 1)).hasSize(1);
    assertThat(ledger("order", Kind.EFFECT, "quiet")).hasSize(1);
    assertThat(ledger("order", Kind.ANSWERED, "quiet")).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void aSlowAnswerHoldsUpNoOtherOrderAndKeepsItsOwnInOrder() throws Exception {
    dial("order", Dials.NEUTRAL.withLatency(new Latency(1_500, 1_500)));
    start("order");
    var slow = orderIn(Order.Status.PLACED);
    ask("order", "get-status", slow, "slow");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(ledger("order", Kind.RECEIVED, "slow")).hasSize(1));
    dial("order", Dials.NEUTRAL);
    ask("order", "get-status", slow, "after-slow");
    ask("order", "get-status", orderIn(Order.Status.DELIVERED), "other");
    reply("order", "slow", 1);
    reply("order", "after-slow", 1);
    await()
        .untilAsserted(() -> assertThat(ledger("order", Kind.ANSWERED, "after-slow")).hasSize(1));
    assertThat(answeredAt("other")).isBefore(answeredAt("slow"));
    assertThat(answeredAt("after-slow")).isAfterOrEqualTo(answeredAt("slow"));
    var received = ledger("order", Kind.RECEIVED, "slow").getFirst().time();
    assertThat(Duration.between(received, answeredAt("slow")))
        .isGreaterThan(Duration.ofMillis(1_490));
  }

  @Test
  void anErrorHasNoEffectAndARepeatMaySucceed() throws Exception {
    dial("order", Dials.NEUTRAL.withErrors(1));
    start("order");
    var orderId = orderIn(Order.Status.PLACED);
    ask("order", "get-status", orderId, "err");
    assertThat(body(reply("order", "err", 1).getFirst()).at("/reason").asText())
        .isEqualTo("SERVICE_ERROR");
    assertThat(ledger("order", Kind.EFFECT, "err")).isEmpty();
    dial("order", Dials.NEUTRAL.withDuplicates(1));
    ask("order", "get-status", orderId, "err");
    assertThat(reply("order", "err", 3))
        .extracting(record -> body(record).at("/ok").asBoolean())
        .containsExactly(false, true, true);
  }

  @Test
  void garbageGoesToTheDeadLettersAndTheServiceGoesOn() throws Exception {
    start("order");
    kafka.send(new ProducerRecord<>(Topics.ORDER_COMMANDS, run, new byte[] {1, 2, 3}));
    kafka.send(new ProducerRecord<>(Topics.ORDER_COMMANDS, run, null));
    ask("order", "get-status", orderIn(Order.Status.PLACED), "next");
    assertThat(reply("order", "next", 1)).hasSize(1);
    var letters = kafka.read("order.commands.dead-letter", 2, r -> run.equals(r.key()));
    assertThat(letters)
        .hasSize(2)
        .allSatisfy(r -> assertThat(header(r, "dead-letter-reason")).isEqualTo("NOT_A_COMMAND"));
  }

  @Test
  void anUnaskedEventIsKeyedByItsOrder() throws Exception {
    start("logistics")
        .emit("switchboard.logistics.delayed.v1", run, Map.of("etaMinutes", "50"))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    var event = kafka.read(Topics.LOGISTICS_EVENTS, 1, r -> run.equals(r.key())).getFirst();
    assertThat(body(event).at("/facts/etaMinutes").asText()).isEqualTo("50");
    assertThat(header(event, "ce_subject")).isEqualTo(run);
  }

  @Test
  void anEventAskedForInAFileIsToldOnceAndItsRequestIsGone() throws Exception {
    start("order");
    var orderId = orderIn(Order.Status.PLACED);
    var requests = EventRequests.in(dir.resolve("order"));
    var id = requests.ask("order", orderId, "demo", Map.of("status", "DELIVERED"));
    var told = kafka.read(Topics.ORDER_EVENTS, 1, r -> orderId.equals(r.key())).getFirst();
    assertThat(header(told, "ce_id")).isEqualTo(id);
    assertThat(header(told, "ce_type")).isEqualTo("switchboard.order.status-changed.v1");
    assertThat(header(told, "ce_tenant")).isEqualTo("demo");
    await().untilAsserted(() -> assertThat(requests.pending()).isEmpty());
    ask("order", "get-status", orderId, "after");
    assertThat(body(reply("order", "after", 1).getFirst()).at("/facts/status").asText())
        .isEqualTo("DELIVERED");
  }

  @Test
  void anEventWhoseServiceWasKilledIsToldAfterItsRestartAsItWasNotedAndNoMoreThanOnce()
      throws Exception {
    var orderId = orderIn(Order.Status.PLACED);
    var requests = EventRequests.in(dir.resolve("order"));
    var id = requests.ask("order", orderId, "demo", Map.of("status", "DELIVERED"));
    var asked = requests.read(id);
    Instant since;
    // As far as a killed process may have come: noted, and perhaps sent.
    try (var desk = new ServiceDesk(new OrderService(), SEED, dir.resolve("order"))) {
      since = desk.happened(asked).orElseThrow();
    }
    var service = start("order");
    await().untilAsserted(() -> assertThat(requests.pending()).isEmpty());
    stop(service);
    // And one that was killed before it could delete the request.
    Files.writeString(
        dir.resolve("order/events/" + id + ".json"),
        "{\"type\":\"t\",\"orderId\":\"" + orderId + "\",\"facts\":{\"status\":\"PLACED\"}}");
    Files.writeString(dir.resolve("order/events/broken.json"), "{");
    var again = start("order");
    await().untilAsserted(() -> assertThat(requests.pending()).isEmpty());
    again.emit("t", orderId, Map.of("last", "true")).toCompletableFuture().get(10, SECONDS);
    var told = kafka.read(Topics.ORDER_EVENTS, 2, r -> orderId.equals(r.key()));
    assertThat(body(told.getFirst()).at("/asOf").asText()).isEqualTo(since.toString());
    assertThat(body(told.get(1)).at("/facts/last").asText()).isEqualTo("true");
    assertThat(dir.resolve("order/events/broken.refused")).exists();
  }

  @Test
  void answersAboutOneOrderOvertakeOneAnotherWhenDialledTo() throws Exception {
    dial("order", Dials.NEUTRAL.withLatency(new Latency(1_500, 1_500)).withReorder(true));
    start("order");
    var orderId = orderIn(Order.Status.PLACED);
    ask("order", "get-status", orderId, "slow");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(ledger("order", Kind.RECEIVED, "slow")).hasSize(1));
    dial("order", Dials.NEUTRAL.withReorder(true));
    ask("order", "get-status", orderId, "after-slow");
    reply("order", "slow", 1);
    await().untilAsserted(() -> assertThat(ledger("order", Kind.ANSWERED, "slow")).hasSize(1));
    assertThat(answeredAt("after-slow")).isBefore(answeredAt("slow"));
  }

  @Test
  void aCompensationIsRecognisedAndItsAnswerCarriesTheAttemptBack() throws Exception {
    start("order");
    var orderId = orderIn(Order.Status.OUT_FOR_DELIVERY);
    ask("order", "mark-delivered", orderId, "mark");
    reply("order", "mark", 1);
    var undo = new ProducerRecord<>(Topics.ORDER_COMMANDS, orderId, json(orderId));
    headers(undo, "order.revert-delivered", "mark.undo", orderId);
    undo.headers().add("ce_undoes", (run + "/mark").getBytes(StandardCharsets.UTF_8));
    undo.headers().add("ce_attempt", "2".getBytes(StandardCharsets.UTF_8));
    kafka.send(undo);
    var answer = reply("order", "mark.undo", 1).getFirst();
    assertThat(header(answer, "ce_attempt")).isEqualTo("2");
    assertThat(header(answer, "ce_type")).isEqualTo("switchboard.order.revert-delivered.reply.v1");
    assertThat(body(answer).at("/facts/undone").asText()).isEqualTo("true");
    var effect = ledger("order", Kind.EFFECT, "mark.undo").getFirst();
    assertThat(effect.undoes()).isEqualTo(run + "/mark");
    assertThat(effect.attempt()).isEqualTo("2");
  }

  private static byte[] json(String orderId) {
    return ("{\"orderId\":\"" + orderId + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private void headers(
      ProducerRecord<String, byte[]> record, String name, String step, String subject) {
    Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            run + "/" + step,
            "ce_source",
            "/test",
            "ce_type",
            "switchboard." + name + ".v1",
            "ce_subject",
            subject,
            "ce_sagaid",
            run,
            "ce_stepkey",
            run + "/" + step,
            "content-type",
            "application/json")
        .forEach((key, text) -> record.headers().add(key, text.getBytes(StandardCharsets.UTF_8)));
  }

  private SimulatedService start(String name) throws Exception {
    var service =
        SimulatedService.start(name, new ServiceSettings(kafka.servers(), dir.resolve(name), SEED));
    running.add(service);
    service.ready().toCompletableFuture().get(15, TimeUnit.SECONDS);
    return service;
  }

  private void stop(SimulatedService service) throws Exception {
    service.close();
    service.completion().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void dial(String name, Dials dials) throws Exception {
    DialsFile.in(dir.resolve(name)).write(dials);
  }

  private void ask(String service, String what, String orderId, String step) throws Exception {
    send(service, what, orderId, step, Map.of("orderId", orderId));
  }

  private void send(String service, String what, String key, String step, Map<String, String> body)
      throws Exception {
    var command =
        SagaCommandMessage.first(
            "acme",
            run,
            run + "/" + step,
            "switchboard." + service + "." + what + ".v1",
            service + ".commands",
            key,
            body);
    publisher
        .publish(Envelope.encode(command, Instant.now(), Optional.of(TRACE)))
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private List<ConsumerRecord<String, byte[]>> reply(String service, String step, int count) {
    var id = (run + "/" + step).getBytes(StandardCharsets.UTF_8);
    var found =
        kafka.read(
            service + ".replies",
            count,
            r ->
                r.headers().lastHeader("ce_stepkey") != null
                    && java.util.Arrays.equals(r.headers().lastHeader("ce_stepkey").value(), id));
    assertThat(found).hasSize(count);
    return found;
  }

  private List<LedgerReader.Entry> ledger(String service, Kind kind, String step) throws Exception {
    return LedgerReader.read(dir.resolve(service)).stream()
        .filter(entry -> entry.kind() == kind && entry.stepKey().equals(run + "/" + step))
        .toList();
  }

  private Instant answeredAt(String step) throws Exception {
    return ledger("order", Kind.ANSWERED, step).getFirst().time();
  }

  private String orderIn(Order.Status status) {
    return ids()
        .filter(id -> world.order(id).map(Order::status).filter(status::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  private String unknownOrder() {
    return ids().filter(id -> world.order(id).isEmpty()).findFirst().orElseThrow();
  }

  private Stream<String> ids() {
    return Stream.iterate(1, i -> i + 1).map(i -> run + "-" + i);
  }

  private static String text(List<ConsumerRecord<String, byte[]>> all, int index) {
    return new String(all.get(index).value());
  }

  private static JsonNode body(ConsumerRecord<String, byte[]> record) {
    try {
      return ServiceMessages.JSON.readTree(record.value());
    } catch (java.io.IOException failure) {
      throw new AssertionError("Not JSON", failure);
    }
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
