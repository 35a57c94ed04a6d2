package switchboard.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The dead letter of a record: its key, value and headers unchanged, and headers that say why it is
 * there and where it came from.
 */
final class DeadLetter {
  static final String REASON = "dead-letter-reason";
  static final String TOPIC = "dead-letter-topic";
  static final String PARTITION = "dead-letter-partition";
  static final String OFFSET = "dead-letter-offset";

  /** How often it was handed over before it was given up; 1 if it could not even be read. */
  static final String ATTEMPT = "dead-letter-attempt";

  /** What a letter has besides what the record had. */
  static final List<String> HEADERS = List.of(REASON, TOPIC, PARTITION, OFFSET, ATTEMPT);

  /** How often an operator has published the record again; stays on it if it dies once more. */
  static final String REDRIVEN = "redriven";

  private DeadLetter() {}

  static ProducerRecord<byte[], byte[]> of(
      ConsumerRecord<byte[], byte[]> record, String reason, int attempt) {
    var letter =
        new ProducerRecord<byte[], byte[]>(
            Topics.deadLetters(record.topic()), record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    put(letter, REASON, reason);
    put(letter, TOPIC, record.topic());
    put(letter, PARTITION, String.valueOf(record.partition()));
    put(letter, OFFSET, String.valueOf(record.offset()));
    put(letter, ATTEMPT, String.valueOf(attempt));
    return letter;
  }

  // A record that was read again from a dead-letter topic must not keep its first reason.
  private static void put(ProducerRecord<byte[], byte[]> letter, String name, String text) {
    letter.headers().remove(name).add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
