package switchboard.local;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Delivers a record a second time, as Kafka itself may. */
public final class RepeatedRecord {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int SECONDS = 20;

  private RepeatedRecord() {}

  /**
   * Puts the last record with a key into its topic once more, byte for byte.
   *
   * @throws LocalFailure if there is none, or the broker does not take it
   */
  public static void send(String bootstrapServers, String topic, String key) {
    var last =
        last(bootstrapServers, topic, key)
            .orElseThrow(() -> new LocalFailure("no record of " + topic + " has the key " + key));
    Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, last.partition(), null, last.key(), last.value(), last.headers()))
          .get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException failure) {
      throw new LocalFailure("the broker does not take a record of " + topic, failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new LocalFailure("interrupted while sending a record of " + topic, stopped);
    }
  }

  private static Optional<ConsumerRecord<String, byte[]>> last(
      String bootstrapServers, String topic, String key) {
    Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
    var found = Optional.<ConsumerRecord<String, byte[]>>empty();
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (var record : consumer.poll(POLL)) {
          found = key.equals(record.key()) ? Optional.of(record) : found;
        }
      }
    } catch (KafkaException failure) {
      throw new LocalFailure("the broker does not tell the records of " + topic, failure);
    }
    return found;
  }
}
