package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.local.KafkaBroker;
import switchboard.local.TestKafka;

/** Far more answers than fit under way are waiting when the stage starts. */
class BacklogIT {
  private static final int REPLIES = 50_000;
  private static final int KEYS = 1_000;
  private static final int POLL_RECORDS_MAX = 500;

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger underWayMax = new AtomicInteger();
  private final AtomicInteger handled = new AtomicInteger();
  private final Map<String, Integer> last = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @Test
  void aBacklogIsHandledOnceInOrderAndNeverHeldInMemory(@TempDir Path dir) throws Exception {
    var ports = TestKafka.freePorts(2);
    try (var broker = KafkaBroker.start(dir, ports.get(0), ports.get(1))) {
      var config = TestKafka.config(broker.bootstrapServers());
      var settings = KafkaSettings.from(config);
      TopicSetup.ensure(settings).toCompletableFuture().get(20, TimeUnit.SECONDS);
      fill(broker.bootstrapServers());

      var kit = ActorTestKit.create("backlog", config);
      try (var publisher = KafkaPublisher.start(settings)) {
        var stage = ConsumerStage.replies(kit.system(), settings, publisher, this::record);
        await().atMost(Duration.ofSeconds(60)).until(() -> handled.get() > 0);
        await()
            .atMost(Duration.ofSeconds(180))
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  // Read in this order, the difference is never more than there was.
                  long taken = consumed(stage);
                  int now = handled.get();
                  assertThat(taken - now)
                      .as("taken from the topics and not handled")
                      .isLessThanOrEqualTo(POLL_RECORDS_MAX + settings.replies().parallelism());
                  return now >= REPLIES;
                });
        stage.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(wrong).isEmpty();
        assertThat(handled).hasValue(REPLIES);
        assertThat(underWayMax.get()).isBetween(2, settings.replies().parallelism());
        assertThat(last).hasSize(KEYS).values().containsOnly(REPLIES / KEYS);
      } finally {
        kit.shutdownTestKit();
      }
    }
  }

  /** Takes a moment, on another thread. */
  private CompletionStage<Done> record(SagaReplyMessage reply) {
    underWayMax.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    int number = reply.attempt();
    if (last.merge(reply.sagaId(), number, (was, now) -> was + 1 == now ? now : was) != number) {
      wrong.add(reply.stepKey() + " came as " + number);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          underWay.decrementAndGet();
          handled.incrementAndGet();
          return Done.getInstance();
        },
        CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS));
  }

  /** Records that the Kafka client has given to the stage. */
  private static long consumed(ConsumerStage<?> stage)
      throws InterruptedException, ExecutionException {
    try {
      return stage.metrics().toCompletableFuture().get(5, TimeUnit.SECONDS).entrySet().stream()
          .filter(
              metric ->
                  metric.getKey().name().equals("records-consumed-total")
                      && !metric.getKey().tags().containsKey("topic"))
          .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
          .findFirst()
          .orElse(0);
    } catch (TimeoutException late) {
      return 0;
    }
  }

  /**
   * One request at a time: with several, a busy broker once refused those after a first one for
   * their sequence until their time was up.
   */
  private static void fill(String servers) throws Exception {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            servers,
            "linger.ms",
            5,
            "max.in.flight.requests.per.connection",
            1);
    var sent = new ArrayList<Future<?>>();
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < REPLIES; i++) {
        sent.add(producer.send(reply("saga-" + i % KEYS, 1 + i / KEYS)));
      }
    }
    for (var one : sent) {
      one.get();
    }
  }

  /** The attempt numbers the answers of a saga, which are all in one partition. */
  private static ProducerRecord<String, byte[]> reply(String saga, int number) {
    var body = "{\"ok\":true,\"reason\":\"\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:31Z\"}";
    var record = new ProducerRecord<>(Topics.ORDER_REPLIES, saga, bytes(body));
    Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            saga + ":s",
            "ce_source",
            "/services/order",
            "ce_type",
            "switchboard.order.get-status.reply.v1",
            "ce_sagaid",
            saga,
            "ce_stepkey",
            saga + ":s",
            "ce_attempt",
            String.valueOf(number),
            "content-type",
            "application/json")
        .forEach((name, text) -> record.headers().add(name, bytes(text)));
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
