package switchboard.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes messages of records. What comes from outside is never trusted: whatever the bytes are, the
 * result is a message or the reason why it is none, and never an exception.
 */
interface Decoder<T> {
  Decoded<T> decode(ConsumerRecord<byte[], byte[]> record);

  /** What a record turned out to be. */
  sealed interface Decoded<T> {}

  record Message<T>(T message) implements Decoded<T> {}

  /**
   * @param reason why the record is no message, in upper snake case
   */
  record Garbage<T>(String reason) implements Decoded<T> {}
}
