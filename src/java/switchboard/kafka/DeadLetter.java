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

  /**
   * The dead letter of an outbox's entry: its bytes as they stood there, sealed ones still sealed.
   * As partition it names the bucket, as offset the entry's id, which is no number.
   */
  static ProducerRecord<byte[], byte[]> of(int bucket, String id, byte[] entry, String reason) {
    var key = ("outbox/" + bucket).getBytes(StandardCharsets.UTF_8);
    var letter = new ProducerRecord<byte[], byte[]>(Topics.OUTBOX_DEAD_LETTERS, key, entry);
    put(letter, REASON, reason);
    put(letter, TOPIC, "outbox");
    put(letter, PARTITION, String.valueOf(bucket));
    put(letter, OFFSET, id);
    put(letter, ATTEMPT, "1");
    return letter;
  }

  // A record that was read again from a dead-letter topic must not keep its first reason.
  private static void put(ProducerRecord<byte[], byte[]> letter, String name, String text) {
    letter.headers().remove(name).add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
