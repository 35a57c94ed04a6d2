package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import switchboard.local.TestKafka;

class TopicsIT {
  @Test
  void everyConsumedTopicHasDeadLettersAndItsPartitions() throws Exception {
    var kafka = TestKafka.shared();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      var found = admin.describeTopics(Topics.all()).allTopicNames().get(10, TimeUnit.SECONDS);
      assertThat(found.get("order.replies").partitions()).hasSize(3);
      assertThat(found.get("conversation.events").partitions()).hasSize(3);
      assertThat(found.get("order.replies.dead-letter").partitions()).hasSize(1);
      assertThat(found).containsKeys("payments.commands", "logistics.events.dead-letter");
      assertThat(found).doesNotContainKey("conversation.events.dead-letter");
    }
  }

  @Test
  void manyNodesMayCreateAMissingTopicAtTheSameTime() throws Exception {
    var kafka = TestKafka.shared();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.servers()))) {
      admin.deleteTopics(List.of(Topics.CONVERSATION_EVENTS)).all().get(10, TimeUnit.SECONDS);
      await()
          .until(
              () ->
                  !admin
                      .listTopics()
                      .names()
                      .get(10, TimeUnit.SECONDS)
                      .contains(Topics.CONVERSATION_EVENTS));
    }
    var settings = kafka.settings();
    var all =
        Stream.generate(() -> TopicSetup.ensure(settings).toCompletableFuture()).limit(6).toList();
    for (var one : all) {
      one.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTopicWithOtherPartitionsIsRefusedByName() throws Exception {
    var kafka = TestKafka.shared();
    var other =
        KafkaSettings.from(
            ConfigFactory.parseString("switchboard.kafka.topics.partitions = 7")
                .withFallback(kafka.config()));
    assertThatThrownBy(
            () -> TopicSetup.ensure(other).toCompletableFuture().get(20, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 3 partitions, the configuration says 7");
  }

  @Test
  void anUnreachableBrokerIsAnErrorWithinTheTimeout() {
    var settings =
        KafkaSettings.from(
            ConfigFactory.parseString("switchboard.kafka.topics.timeout = 1s")
                .withFallback(TestKafka.config("127.0.0.1:1")));
    assertThatThrownBy(
            () -> TopicSetup.ensure(settings).toCompletableFuture().get(5, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
  }

  @Test
  void aBrokerWhoseNameIsNotKnownIsWaitedForAndThenAnError() {
    var settings =
        KafkaSettings.from(
            ConfigFactory.parseString("switchboard.kafka.topics.timeout = 1s")
                .withFallback(TestKafka.config("nobody.invalid:9092")));
    long began = System.nanoTime();
    assertThatThrownBy(
            () -> TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(ConfigException.class)
        .hasMessageContaining("bootstrap.servers");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
  }
}
