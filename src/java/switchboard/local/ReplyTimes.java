package switchboard.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads from outside when the services answered: the time that the producer put on each record of
 * the topics of answers, in milliseconds. It belongs to no consumer group, so nobody notices.
 */
public final class ReplyTimes implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, byte[]> consumer;

  /** Reads topics from their beginnings. */
  public ReplyTimes(String bootstrapServers, List<String> topics) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false);
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    var partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(found -> new TopicPartition(found.topic(), found.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * What there was since the last call.
   *
   * @param last by saga, when its last answer was sent, in milliseconds since 1970
   * @param bytes of all records, with their keys and headers
   */
  public record Answers(Map<String, Long> last, long records, long bytes) {
    public Answers {
      last = Map.copyOf(last);
    }
  }

  /** Reads on to where the topics end now. Blocks the calling thread. */
  public Answers next() {
    var last = new HashMap<String, Long>();
    long records = 0;
    long bytes = 0;
    var ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (var record : consumer.poll(POLL)) {
        records++;
        bytes += bytes(record);
        last.merge(record.key(), record.timestamp(), Math::max);
      }
    }
    return new Answers(last, records, bytes);
  }

  private static long bytes(ConsumerRecord<String, byte[]> record) {
    long bytes = record.serializedKeySize() + record.serializedValueSize();
    for (var header : record.headers()) {
      bytes += header.key().getBytes(StandardCharsets.UTF_8).length + header.value().length;
    }
    return bytes;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
