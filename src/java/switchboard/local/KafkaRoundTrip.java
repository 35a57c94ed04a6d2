package switchboard.local;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the broker takes by itself: records produced with {@code acks=all} and consumed again, by
 * the plain clients and with nothing above them. The floor under whatever goes over its topics.
 */
public final class KafkaRoundTrip {
  private static final int PARTITIONS = 12;
  private static final int MAX_MICROS = 60_000_000;
  private static final int HEAD_BYTES = Long.BYTES;
  private static final Duration POLL = Duration.ofMillis(20);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int bytes;
  private final Histogram micros = new Histogram(MAX_MICROS, 3);
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private KafkaRoundTrip(Producer<byte[], byte[]> producer, String topic, int bytes) {
    this.producer = producer;
    this.topic = topic;
    this.bytes = bytes;
  }

  /**
   * What was measured.
   *
   * @param micros from sending to having it, in microseconds
   */
  public record Measured(Histogram micros, double seconds) {}

  /**
   * Measures in a topic of its own, which is removed again. Blocks the calling thread.
   *
   * @param bytes of a record, at least 8
   * @param concurrency records that are under way at a time; the next one is sent when one is back
   * @throws LocalFailure if the broker refuses something
   */
  public static Measured measure(
      String bootstrapServers, int bytes, int concurrency, Duration duration)
      throws InterruptedException {
    var topic = "bench.round-trip." + UUID.randomUUID();
    Map<String, Object> broker = Map.of("bootstrap.servers", bootstrapServers);
    try (var admin = Admin.create(broker)) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
      try (var producer = producer(bootstrapServers);
          var consumer = consumer(bootstrapServers)) {
        consumer.assign(
            IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList());
        return new KafkaRoundTrip(producer, topic, Math.max(HEAD_BYTES, bytes))
            .run(consumer, concurrency, duration);
      } finally {
        admin.deleteTopics(List.of(topic)).all().get();
      }
    } catch (ExecutionException refused) {
      throw new LocalFailure("the broker refused: " + refused.getCause().getMessage(), refused);
    }
  }

  private static Producer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Consumer<byte[], byte[]> consumer(String bootstrapServers) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The first quarter is not measured: clients and broker get to know one another. */
  private Measured run(Consumer<byte[], byte[]> consumer, int concurrency, Duration duration) {
    for (int slot = 0; slot < concurrency; slot++) {
      send(key(slot));
    }
    cycle(consumer, System.nanoTime() + duration.toNanos() / 4);
    micros.reset();
    long start = System.nanoTime();
    cycle(consumer, start + duration.toNanos());
    return new Measured(micros, (System.nanoTime() - start) / 1e9);
  }

  private void cycle(Consumer<byte[], byte[]> consumer, long until) {
    while (System.nanoTime() < until) {
      for (var record : consumer.poll(POLL)) {
        back(record);
      }
      if (failure.get() != null) {
        throw new LocalFailure("the broker did not take a record", failure.get());
      }
    }
  }

  private void back(ConsumerRecord<byte[], byte[]> record) {
    long sent = ByteBuffer.wrap(record.value()).getLong();
    micros.recordValue(Math.min(MAX_MICROS, (System.nanoTime() - sent) / 1_000));
    send(record.key());
  }

  private void send(byte[] key) {
    var value = ByteBuffer.allocate(bytes).putLong(System.nanoTime()).array();
    producer.send(
        new ProducerRecord<>(topic, key, value),
        (_, refused) -> {
          if (refused != null) {
            failure.compareAndSet(null, refused);
          }
        });
  }

  private static byte[] key(int slot) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(slot).array();
  }
}
