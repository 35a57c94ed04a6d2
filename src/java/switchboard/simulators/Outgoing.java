package switchboard.simulators;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The records that a service has still to send, each at its time, in order for one subject. */
final class Outgoing {
  /**
   * A record to send.
   *
   * @param from the partition of the command that it answers
   * @param offset the command's offset; negative for a second copy, which nothing waits for
   * @param served what it answers; empty for a dead letter
   */
  record Item(
      ProducerRecord<String, byte[]> record,
      TopicPartition from,
      long offset,
      Optional<ServiceDesk.Served> served) {}

  private record Due(long nanos, long count, String subject, Item item) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return nanos != other.nanos
          ? Long.compare(nanos - other.nanos, 0)
          : Long.compare(count, other.count);
    }
  }

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private final Map<String, Long> lastOfSubject = new HashMap<>();
  private long count;

  /** Sends the item at the time, or later if an earlier one of the subject is later than that. */
  void add(Item item, String subject, long atNanos) {
    var last = lastOfSubject.get(subject);
    long due = last != null && last - atNanos > 0 ? last : atNanos;
    lastOfSubject.put(subject, due);
    queue.add(new Due(due, count++, subject, item));
  }

  /** Sends the item at the time, whatever else is to be sent. */
  void addUnordered(Item item, long atNanos) {
    queue.add(new Due(atNanos, count++, "", item));
  }

  /** Takes the next item whose time has come. */
  Optional<Item> poll(long nowNanos) {
    var first = queue.peek();
    if (first == null || first.nanos() - nowNanos > 0) {
      return Optional.empty();
    }
    queue.remove();
    lastOfSubject.remove(first.subject(), first.nanos());
    return Optional.of(first.item());
  }

  /** How long until the next item's time, at most {@code max}. */
  Duration untilNext(long nowNanos, Duration max) {
    var first = queue.peek();
    if (first == null) {
      return max;
    }
    return Duration.ofNanos(Math.clamp(first.nanos() - nowNanos, 0, max.toNanos()));
  }

  int size() {
    return queue.size();
  }
}
