package switchboard.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.kafka.KafkaPublisher;
import switchboard.kafka.KafkaSettings;
import switchboard.kafka.TopicSetup;
import switchboard.kafka.Topics;
import switchboard.stored.v1.OutboxEntry;

class KafkaBrokerIT {
  @TempDir Path dir;

  @Test
  void whatWasPublishedIsThereAfterARestartOnOtherPorts() throws Exception {
    var ports = Ports.freePorts(4);
    var started = System.nanoTime();
    try (var broker = KafkaBroker.start(dir, ports.get(0), ports.get(1))) {
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
      var settings = KafkaSettings.from(TestKafka.config(broker.bootstrapServers()));
      TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
      try (var publisher = KafkaPublisher.start(settings)) {
        publisher.publish(entry("kept")).toCompletableFuture().get(10, TimeUnit.SECONDS);
      }
    }
    try (var broker = KafkaBroker.start(dir, ports.get(2), ports.get(3))) {
      var found =
          TestKafka.read(
              broker.bootstrapServers(),
              Topics.ORDER_COMMANDS,
              1,
              _ -> true,
              Duration.ofSeconds(10));
      assertThat(found).extracting(record -> new String(record.value())).containsExactly("kept");
    }
  }

  /** Starts a broker in a process, kills it, and starts it again: nothing acknowledged is gone. */
  @Test
  void aKilledBrokerProcessComesBackWithItsRecords() throws Exception {
    var ports = Ports.freePorts(2);
    var servers = "127.0.0.1:" + ports.get(0);
    var settings = KafkaSettings.from(TestKafka.config(servers));
    var first = startBroker(ports);
    try {
      TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
      try (var publisher = KafkaPublisher.start(settings)) {
        for (int i = 0; i < 5; i++) {
          publisher.publish(entry("r" + i)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
      }
    } finally {
      first.kill();
    }
    var second = startBroker(ports);
    try {
      var found =
          TestKafka.read(servers, Topics.ORDER_COMMANDS, 5, _ -> true, Duration.ofSeconds(15));
      assertThat(found)
          .extracting(record -> new String(record.value()))
          .containsExactly("r0", "r1", "r2", "r3", "r4");
    } finally {
      assertThat(second.stop()).isEqualTo(Optional.of(143));
    }
  }

  private JavaProcess startBroker(List<Integer> ports) throws IOException {
    return JavaProcess.start(
        JavaProcess.Broker.class,
        "kafka broker ready ",
        dir.toString(),
        ports.get(0).toString(),
        ports.get(1).toString());
  }

  private static OutboxEntry.Publish entry(String value) {
    return OutboxEntry.Publish.newBuilder()
        .setTopic(Topics.ORDER_COMMANDS)
        .setKey("XYZ-1")
        .setValue(com.google.protobuf.ByteString.copyFromUtf8(value))
        .build();
  }
}
