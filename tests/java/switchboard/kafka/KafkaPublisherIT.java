package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.local.KafkaBroker;
import switchboard.local.TestKafka;
import switchboard.stored.v1.OutboxEntry;

class KafkaPublisherIT {
  @Test
  void recordsOfAKeyKeepTheOrderOfTheCalls() throws Exception {
    var kafka = TestKafka.shared();
    var run = UUID.randomUUID().toString();
    try (var publisher = KafkaPublisher.start(kafka.settings())) {
      var all =
          Stream.iterate(0, i -> i + 1)
              .limit(2_000)
              .map(i -> publisher.publish(entry(run + "-" + i % 7, "" + i)).toCompletableFuture())
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(all).get(20, TimeUnit.SECONDS);
    }
    var last = new HashMap<String, Integer>();
    kafka
        .read(Topics.CONVERSATION_EVENTS, 2_000, r -> r.key() != null && r.key().startsWith(run))
        .forEach(
            record -> {
              int value = Integer.parseInt(new String(record.value()));
              assertThat(last.put(record.key(), value)).isIn(null, value - 7);
            });
    assertThat(last.values()).hasSize(7).allMatch(value -> value >= 1_993);
  }

  @Test
  void aStoredEntryIsPublishedAsItIs() throws Exception {
    var kafka = TestKafka.shared();
    var run = UUID.randomUUID().toString();
    var stored = entry(run, "body").toBuilder().putHeaders("ce_id", "step-é").build();
    try (var publisher = KafkaPublisher.start(kafka.settings())) {
      publisher.publish(stored).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
    var found = kafka.read(Topics.CONVERSATION_EVENTS, 1, r -> run.equals(r.key())).getFirst();
    assertThat(found.value()).isEqualTo(stored.getValue().toByteArray());
    assertThat(found.headers().toArray()).hasSize(1);
    assertThat(found.headers().lastHeader("ce_id").value()).isEqualTo("step-é".getBytes());
  }

  @Test
  void whatIsPublishedWhileTheBrokerRestartsArrivesOnce(@TempDir Path dir) throws Exception {
    var ports = TestKafka.freePorts(2);
    var servers = "127.0.0.1:" + ports.get(0);
    var settings = KafkaSettings.from(TestKafka.config(servers));
    var broker = KafkaBroker.start(dir, ports.get(0), ports.get(1));
    var published = new ArrayList<CompletableFuture<Void>>();
    try (var publisher = KafkaPublisher.start(settings)) {
      TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
      publish(publisher, 0, published);
      published.getLast().get(10, TimeUnit.SECONDS);
      broker.close();
      publish(publisher, 100, published);
      broker = KafkaBroker.start(dir, ports.get(0), ports.get(1));
      publish(publisher, 200, published);
      for (var one : published) {
        one.get(15, TimeUnit.SECONDS);
      }
      var found =
          TestKafka.read(
              servers, Topics.CONVERSATION_EVENTS, 301, _ -> true, Duration.ofSeconds(3));
      assertThat(found)
          .extracting(record -> Integer.parseInt(new String(record.value())))
          .containsExactlyElementsOf(Stream.iterate(0, i -> i + 1).limit(300).toList());
    } finally {
      broker.close();
    }
  }

  @Test
  void withoutABrokerRecordsFailAndMoreThanTheBoundAreRefusedAtOnce() {
    var config =
        ConfigFactory.parseString(
                """
                switchboard.kafka.publisher { pending-max = 3, close-timeout = 1s }
                pekko.kafka.producer.kafka-clients {
                  delivery.timeout.ms = 600, request.timeout.ms = 300, max.block.ms = 500
                }
                """)
            .withFallback(TestKafka.config("127.0.0.1:1"));
    try (var publisher = KafkaPublisher.start(KafkaSettings.from(config))) {
      var waiting =
          List.of("a", "b", "c").stream()
              .map(value -> publisher.publish(entry("k", value)).toCompletableFuture())
              .toList();
      assertThatThrownBy(
              () ->
                  publisher.publish(entry("k", "d")).toCompletableFuture().get(1, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RejectedExecutionException.class);
      for (var one : waiting) {
        assertThatThrownBy(() -> one.get(5, TimeUnit.SECONDS))
            .hasCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
      }
    }
  }

  @Test
  void aClosedPublisherRefuses() {
    var publisher = KafkaPublisher.start(KafkaSettings.from(TestKafka.config("127.0.0.1:1")));
    publisher.close();
    publisher.close();
    assertThat(publisher.publish(entry("k", "v")).toCompletableFuture()).isCompletedExceptionally();
  }

  private static void publish(
      KafkaPublisher publisher, int from, List<CompletableFuture<Void>> published) {
    for (int i = from; i < from + 100; i++) {
      published.add(publisher.publish(entry("k", "" + i)).toCompletableFuture());
    }
  }

  private static OutboxEntry.Publish entry(String key, String value) {
    return OutboxEntry.Publish.newBuilder()
        .setTopic(Topics.CONVERSATION_EVENTS)
        .setKey(key)
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }
}
