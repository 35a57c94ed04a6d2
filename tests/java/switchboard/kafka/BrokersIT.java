package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.Main;
import switchboard.local.SecuredBroker;
import switchboard.local.TestKafka;

/** Every client reaches brokers that take TLS alone, once the configuration says how. */
class BrokersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What each command says of brokers that answer. */
  private static final Map<String, String> WORDS =
      Map.of("topics", "order.replies", "lag", "switchboard-", "list", "no ");

  @TempDir private static Path directory;
  private static SecuredBroker broker;
  private static Config config;

  @BeforeAll
  static void start() throws Exception {
    broker = new SecuredBroker(directory);
    config =
        ConfigFactory.parseString(broker.section())
            .withFallback(TestKafka.config(broker.servers()));
    TopicSetup.ensure(KafkaSettings.from(config)).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void theSectionIsPassedOnByKafkasOwnNames() {
    assertThat(Brokers.configured(config).client())
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.truststore.type", "PEM")
        .hasSize(5);
  }

  @Test
  void withoutItNothingIsReached() {
    var plain = Brokers.at(broker.servers());
    try (var desk = KafkaDesk.connect(plain, Duration.ofSeconds(2))) {
      assertThatThrownBy(desk::topics).isInstanceOf(KafkaFailure.class);
    }
    var settings =
        KafkaSettings.from(
            ConfigFactory.parseString("switchboard.kafka.topics.timeout = 2 s")
                .withFallback(config)
                .withValue("switchboard.kafka.client", ConfigFactory.empty().root()));
    assertThatThrownBy(
            () -> TopicSetup.ensure(settings).toCompletableFuture().get(15, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void nodesProduceConsumeAndAsk() throws Exception {
    var kit = ActorTestKit.create("brokers", config);
    var settings = KafkaSettings.from(config);
    var publisher = KafkaPublisher.start(settings);
    try (var lags = new GroupLags(settings)) {
      ConsumerStage.replies(
          kit.system(),
          settings,
          publisher,
          _ -> CompletableFuture.completedStage(Done.getInstance()));
      publisher
          .publish(
              new ProducerRecord<>(
                  Topics.ORDER_REPLIES, "k".getBytes(StandardCharsets.UTF_8), new byte[] {1}))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
      // it is no reply, so the stage has read it once it is a dead letter
      try (var letters = DeadLetters.connect(settings.brokers(), PATIENCE)) {
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> assertThat(letters.open()).containsEntry(Topics.ORDER_REPLIES, 1L));
      }
      assertThat(lags.lags().toCompletableFuture().get(10, TimeUnit.SECONDS)).hasSize(2);
    } finally {
      publisher.close();
      kit.shutdownTestKit();
    }
  }

  @Test
  void commandsTakeItFromANodesConfiguration(@TempDir Path elsewhere) throws Exception {
    var file =
        Files.writeString(
            elsewhere.resolve("node.conf"), "include \"switchboard.conf\"\n" + broker.section());
    for (var command :
        List.of(List.of("kafka", "topics"), List.of("kafka", "lag"), List.of("dlq", "list"))) {
      var out = new StringWriter();
      var arguments = new ArrayList<>(command);
      arguments.addAll(List.of("--config", file.toString()));
      Main.commandLine()
          .setOut(new PrintWriter(out, true))
          .execute(arguments.toArray(String[]::new));
      assertThat(out.toString()).as(command.toString()).contains(WORDS.get(command.getLast()));
    }
  }
}
