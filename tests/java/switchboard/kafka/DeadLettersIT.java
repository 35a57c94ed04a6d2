package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.kafka.Letter.Place;
import switchboard.local.KafkaBroker;
import switchboard.local.TestKafka;

/** Each test has a topic of its own. */
class DeadLettersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir static Path dir;
  private static KafkaBroker broker;
  private static KafkaPublisher publisher;

  private DeadLetters letters;

  @BeforeAll
  static void startBroker() throws Exception {
    var ports = TestKafka.freePorts(2);
    broker = KafkaBroker.start(dir, ports.get(0), ports.get(1));
    var settings = KafkaSettings.from(TestKafka.config(broker.bootstrapServers()));
    TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
    publisher = KafkaPublisher.start(settings);
  }

  @AfterAll
  static void stopBroker() {
    publisher.close();
    broker.close();
  }

  @BeforeEach
  void connect() {
    letters = DeadLetters.connect(Brokers.at(broker.bootstrapServers()), PATIENCE);
  }

  @AfterEach
  void close() {
    letters.close();
  }

  @Test
  void aLetterIsListedOpenedAndRedrivenAsItWas() throws Exception {
    bury(Topics.ORDER_REPLIES, "saga-1", "{}", 2, Map.of("ce_id", "é"));
    var listed = letters.list(Optional.of("order.replies"), 10);
    assertThat(listed.open()).isEqualTo(1);
    var letter = listed.letters().getFirst();
    assertThat(letter.topic()).isEqualTo("order.replies.dead-letter");
    assertThat(letter.place()).isEqualTo(new Place(0, 0));
    assertThat(letter.reason()).isEqualTo("UNKNOWN_SAGA");
    assertThat(letter.attempt()).isEqualTo(3);
    assertThat(letter.redriven()).isZero();
    assertThat(letter.key()).isEqualTo("saga-1");
    assertThat(letter.origin())
        .isEqualTo(new Letter.Origin("order.replies", Optional.of(new Place(2, 17))));

    assertThat(letters.redrive("order.replies", List.of(letter.place()), "fixed")).isEqualTo(1);
    var found = read(Topics.ORDER_REPLIES, 1).getFirst();
    assertThat(found.key()).isEqualTo("saga-1");
    assertThat(found.value()).isEqualTo(bytes("{}"));
    assertThat(found.partition()).isEqualTo(2);
    assertThat(found.headers().toArray())
        .extracting(header -> header.key())
        .containsExactly("ce_id", "redriven");
    assertThat(found.headers().lastHeader("ce_id").value()).isEqualTo(bytes("é"));
    assertThat(found.headers().lastHeader("redriven").value()).isEqualTo(bytes("1"));

    assertThat(letters.list(Optional.of("order.replies"), 10).open()).isZero();
    var opened = letters.read("order.replies", letter.place()).orElseThrow();
    assertThat(opened.value()).contains(bytes("{}"));
    assertThat(letters.read("order.replies", new Place(0, 1))).isEmpty();
  }

  @Test
  void aLetterThatDiesAgainSaysHowOftenItWasRedriven() throws Exception {
    bury(Topics.LOGISTICS_REPLIES, "saga-1", "{}", 0, Map.of("redriven", "4"));
    var letter = letters.list(Optional.of("logistics.replies"), 10).letters().getFirst();
    assertThat(letter.redriven()).isEqualTo(4);
    letters.redriveAll("logistics.replies", "again");
    var found = read(Topics.LOGISTICS_REPLIES, 1).getFirst();
    assertThat(found.headers().lastHeader("redriven").value()).isEqualTo(bytes("5"));
  }

  @Test
  void whatIsDroppedInTheMiddleStaysDoneForEverybody() throws Exception {
    for (int i = 0; i < 4; i++) {
      bury(Topics.PAYMENTS_REPLIES, "saga-" + i, "{}", 0, Map.of());
    }
    letters.drop("payments.replies", List.of(new Place(0, 1), new Place(0, 2)), "noise");
    try (var other = DeadLetters.connect(Brokers.at(broker.bootstrapServers()), PATIENCE)) {
      assertThat(other.list(Optional.of("payments.replies"), 10).letters())
          .extracting(Letter::key)
          .containsExactly("saga-0", "saga-3");
      assertThat(other.dropAll("payments.replies.dead-letter", "noise")).isEqualTo(2);
    }
    assertThat(letters.list(Optional.of("payments.replies"), 10).open()).isZero();
    var servers = broker.bootstrapServers();
    assertThat(
            TestKafka.read(servers, Topics.PAYMENTS_REPLIES, 1, _ -> true, Duration.ofSeconds(1)))
        .isEmpty();
  }

  @Test
  void allAreRedrivenInTheirOrderAndOnce() throws Exception {
    buryMany(Topics.ORDER_EVENTS, 350);
    assertThat(letters.list(Optional.of("order.events"), 20).letters()).hasSize(20);
    assertThat(letters.list(Optional.empty(), 0).open()).isGreaterThanOrEqualTo(350);
    assertThat(letters.redriveAll("order.events", "fixed")).isEqualTo(350);
    assertThat(letters.redriveAll("order.events", "fixed")).isZero();
    assertThat(read(Topics.ORDER_EVENTS, 350))
        .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
        .containsExactlyElementsOf(IntStream.range(0, 350).mapToObj(String::valueOf).toList());
  }

  @Test
  void nothingIsDoneWhenOneOfThemIsNotOpen() throws Exception {
    bury(Topics.LOGISTICS_EVENTS, "o-1", "{}", 0, Map.of());
    bury(Topics.LOGISTICS_EVENTS, "o-2", "{}", 0, Map.of());
    letters.drop("logistics.events", List.of(new Place(0, 1)), "noise");
    for (var other : List.of(new Place(0, 1), new Place(0, 2))) {
      assertThatThrownBy(
              () -> letters.redrive("logistics.events", List.of(new Place(0, 0), other), "fixed"))
          .isInstanceOf(DeadLetterFailure.class)
          .hasMessageContaining("has no open letter " + other);
    }
    assertThatThrownBy(() -> letters.drop("logistics.events", List.of(new Place(7, 0)), "x"))
        .isInstanceOf(DeadLetterFailure.class)
        .hasMessage("logistics.events.dead-letter has no partition 7");
    assertThat(letters.list(Optional.of("logistics.events"), 10).open()).isEqualTo(1);
  }

  @Test
  void moreGapsThanCanBeKeptAreRefusedBeforeAnythingIsDone() throws Exception {
    buryMany(Topics.ORDER_COMMANDS, 3_000);
    var everySecond = IntStream.range(0, 1_500).mapToObj(i -> new Place(0, 2L * i + 1)).toList();
    assertThatThrownBy(() -> letters.drop("order.commands", everySecond, "noise"))
        .isInstanceOf(DeadLetterFailure.class)
        .hasMessageContaining("handle the oldest first");
    assertThat(letters.list(Optional.of("order.commands"), 1).open()).isEqualTo(3_000);
  }

  @Test
  void whatCannotBeReachedIsNamed() {
    assertThatThrownBy(() -> letters.list(Optional.of("nobody.knows"), 1))
        .isInstanceOf(DeadLetterFailure.class)
        .hasMessageContaining("no such topic has dead letters");
    try (var nowhere = DeadLetters.connect(Brokers.at("127.0.0.1:1"), Duration.ofMillis(500))) {
      assertThatThrownBy(() -> nowhere.list(Optional.empty(), 1))
          .isInstanceOf(DeadLetterFailure.class)
          .hasMessageContaining("Kafka at 127.0.0.1:1 does not answer");
    }
  }

  private static void buryMany(String topic, int count) throws Exception {
    var all = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < count; i++) {
      all.add(publish(topic, "key", String.valueOf(i), 0, Map.of()));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
  }

  private static void bury(
      String topic, String key, String value, int partition, Map<String, String> headers)
      throws Exception {
    publish(topic, key, value, partition, headers).get(10, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Void> publish(
      String topic, String key, String value, int partition, Map<String, String> headers) {
    var all = new RecordHeaders();
    headers.forEach((name, text) -> all.add(name, bytes(text)));
    var record =
        new ConsumerRecord<>(
            topic,
            partition,
            17L,
            0L,
            TimestampType.CREATE_TIME,
            0,
            0,
            bytes(key),
            bytes(value),
            all,
            Optional.empty());
    return publisher.publish(DeadLetter.of(record, "UNKNOWN_SAGA", 3)).toCompletableFuture();
  }

  private static List<ConsumerRecord<String, byte[]>> read(String topic, int count) {
    return TestKafka.read(broker.bootstrapServers(), topic, count, _ -> true, PATIENCE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
