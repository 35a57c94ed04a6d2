package switchboard.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes dead letters to where they came from: as they were, and how often that was done. */
final class Redriver implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;

  Redriver(Brokers brokers, Duration patience) {
    var patienceMillis = Math.toIntExact(patience.toMillis());
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            patienceMillis,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            patienceMillis,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            (long) patienceMillis);
    this.producer =
        new KafkaProducer<>(
            brokers.properties(properties), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Publishes in order; answers the offsets of the letters that the broker has acknowledged. */
  List<Long> publish(List<ConsumerRecord<byte[], byte[]>> letters) {
    var taken = new ConcurrentLinkedQueue<Long>();
    for (var letter : letters) {
      if (!send(letter, taken)) {
        break;
      }
    }
    producer.flush();
    return List.copyOf(taken);
  }

  private boolean send(ConsumerRecord<byte[], byte[]> letter, Queue<Long> taken) {
    try {
      producer.send(
          record(letter),
          (_, failure) -> {
            if (failure == null) {
              taken.add(letter.offset());
            }
          });
      return true;
    } catch (KafkaException refused) {
      // What was taken before has to be marked first; that not all was is reported then.
      return false;
    }
  }

  private ProducerRecord<byte[], byte[]> record(ConsumerRecord<byte[], byte[]> letter) {
    var topic = Topics.origin(letter.topic());
    var described = Letter.of(letter);
    // Not every producer spreads keys as ours does: the key's other records are where it was.
    var partition =
        described
            .origin()
            .place()
            .map(Letter.Place::partition)
            .filter(p -> p < producer.partitionsFor(topic).size())
            .orElse(null);
    var record = new ProducerRecord<byte[], byte[]>(topic, partition, letter.key(), letter.value());
    letter.headers().forEach(record.headers()::add);
    DeadLetter.HEADERS.forEach(record.headers()::remove);
    record
        .headers()
        .remove(DeadLetter.REDRIVEN)
        .add(
            DeadLetter.REDRIVEN,
            String.valueOf(described.redriven() + 1).getBytes(StandardCharsets.UTF_8));
    return record;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
