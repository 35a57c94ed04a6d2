package switchboard.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import switchboard.kafka.Letter.Place;

/** The dead-letter topics and the marks of what is done in them. For one thread. */
final class LetterLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Duration patience;

  LetterLog(Brokers brokers, Duration patience) {
    this.patience = patience;
    var patienceMillis = Math.toIntExact(patience.toMillis());
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            DeadLetters.GROUP,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            DeadLetters.BATCH,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            4 * 1024 * 1024,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            patienceMillis,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            patienceMillis);
    this.consumer =
        new KafkaConsumer<>(
            brokers.properties(properties),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** The partitions of a dead-letter topic, or of all that exist, in order. */
  List<TopicPartition> partitions(Optional<String> topic) {
    var existing = consumer.listTopics(patience);
    topic.ifPresent(
        name -> {
          if (!existing.containsKey(name)) {
            throw new DeadLetterFailure("there is no topic " + name + " on this broker");
          }
        });
    return existing.entrySet().stream()
        .filter(found -> topic.map(found.getKey()::equals).orElse(isOurs(found.getKey())))
        .flatMap(found -> found.getValue().stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .sorted(
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition))
        .toList();
  }

  private static boolean isOurs(String topic) {
    return Topics.isDeadLetters(topic) && Topics.all().contains(topic);
  }

  TopicPartition partition(String topic, Place place) {
    var at = new TopicPartition(topic, place.partition());
    if (!partitions(Optional.of(topic)).contains(at)) {
      throw new DeadLetterFailure(topic + " has no partition " + place.partition());
    }
    return at;
  }

  /** The offset that the partition's next record will have. */
  long end(TopicPartition at) {
    return consumer.endOffsets(Set.of(at), patience).get(at);
  }

  DoneMarks marks(TopicPartition at) {
    long beginning = consumer.beginningOffsets(Set.of(at), patience).get(at);
    return DoneMarks.of(consumer.committed(Set.of(at), patience).get(at), beginning, end(at));
  }

  /**
   * Replaces a partition's marks. Those of the other partitions are committed anew, because a
   * broker forgets what is not committed for {@code offsets.retention.minutes}.
   */
  void commit(TopicPartition at, DoneMarks marks) {
    var all = new HashMap<TopicPartition, OffsetAndMetadata>();
    consumer
        .committed(new HashSet<>(partitions(Optional.empty())), patience)
        .forEach(
            (partition, committed) -> {
              if (committed != null) {
                all.put(partition, committed);
              }
            });
    all.put(at, marks.committed());
    consumer.commitSync(all, patience);
  }

  /**
   * Reads a partition, some records at a time.
   *
   * @param end the offset to stop before
   * @param each answers whether to go on; given at most {@link DeadLetters#BATCH}
   * @throws DeadLetterFailure if nothing comes for as long as the patience lasts
   */
  void read(
      TopicPartition at,
      long from,
      long end,
      Predicate<List<ConsumerRecord<byte[], byte[]>>> each) {
    consumer.assign(Set.of(at));
    consumer.seek(at, from);
    long heardNanos = System.nanoTime();
    while (consumer.position(at, patience) < end) {
      var batch = consumer.poll(POLL).records(at).stream().filter(r -> r.offset() < end).toList();
      if (!batch.isEmpty()) {
        if (!each.test(batch)) {
          return;
        }
        heardNanos = System.nanoTime();
      } else if (System.nanoTime() - heardNanos > patience.toNanos()) {
        throw new DeadLetterFailure("Kafka gave no records in time: see whether it is well");
      }
    }
  }

  /** One record; empty if the partition does not have it, or not any more. */
  Optional<ConsumerRecord<byte[], byte[]>> one(TopicPartition at, long offset) {
    long beginning = consumer.beginningOffsets(Set.of(at), patience).get(at);
    if (offset < beginning || offset >= end(at)) {
      return Optional.empty();
    }
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    read(
        at,
        offset,
        offset + 1,
        batch -> {
          found.addAll(batch);
          return false;
        });
    return found.stream().filter(record -> record.offset() == offset).findFirst();
  }

  @Override
  public void close() {
    consumer.close(POLL);
  }
}
