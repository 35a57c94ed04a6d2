package switchboard.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter, without what it holds.
 *
 * @param topic the dead-letter topic
 * @param time when it was buried
 * @param reason why, in upper snake case; empty if the letter does not say
 * @param origin the record that it was
 * @param attempt how often that had been handed over, counted from 1; 0 if it does not say
 * @param redriven how often an operator had already given it another chance
 * @param key the record's key, for people; empty if it has none
 * @param valueBytes how large its value is
 */
public record Letter(
    String topic,
    Place place,
    Instant time,
    String reason,
    Origin origin,
    int attempt,
    int redriven,
    String key,
    int valueBytes) {

  /** Where in its topic a letter is; written {@code PARTITION:OFFSET}. */
  public record Place(int partition, long offset) implements Comparable<Place> {
    /** Reads {@code PARTITION:OFFSET}; empty if it is something else. */
    public static Optional<Place> parse(String text) {
      if (!text.matches("\\d{1,6}:\\d{1,18}")) {
        return Optional.empty();
      }
      int colon = text.indexOf(':');
      return Optional.of(
          new Place(
              Integer.parseInt(text.substring(0, colon)),
              Long.parseLong(text.substring(colon + 1))));
    }

    @Override
    public int compareTo(Place other) {
      return partition == other.partition
          ? Long.compare(offset, other.offset)
          : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
      return partition + ":" + offset;
    }
  }

  /**
   * The record that a letter was.
   *
   * @param place empty if the letter does not say
   */
  public record Origin(String topic, Optional<Place> place) {}

  /** One header, as text. */
  public record Header(String name, String text) {}

  /**
   * A letter with what it holds. The value may be personal data.
   *
   * @param value empty if the record has none
   */
  public record Opened(Letter letter, List<Header> headers, Optional<byte[]> value) {
    public Opened {
      headers = List.copyOf(headers);
    }
  }

  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    return new Letter(
        record.topic(),
        new Place(record.partition(), record.offset()),
        Instant.ofEpochMilli(record.timestamp()),
        header(record, DeadLetter.REASON),
        new Origin(Topics.origin(record.topic()), originPlace(record)),
        number(header(record, DeadLetter.ATTEMPT)),
        number(header(record, DeadLetter.REDRIVEN)),
        record.key() == null ? "" : text(record.key()),
        record.value() == null ? 0 : record.value().length);
  }

  static Opened open(ConsumerRecord<byte[], byte[]> record) {
    var headers = new ArrayList<Header>();
    record
        .headers()
        .forEach(
            header ->
                headers.add(
                    new Header(header.key(), header.value() == null ? "" : text(header.value()))));
    return new Opened(of(record), headers, Optional.ofNullable(record.value()));
  }

  private static Optional<Place> originPlace(ConsumerRecord<byte[], byte[]> record) {
    return Place.parse(
        header(record, DeadLetter.PARTITION) + ":" + header(record, DeadLetter.OFFSET));
  }

  // Anybody may write to a topic: a header that is no number counts for none.
  private static int number(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : text(header.value());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
