package switchboard.kafka;

import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles letters of one partition, some at a time: does it, marks them done, says so. */
final class LetterBatch {
  private static final Logger LOG = LoggerFactory.getLogger(LetterBatch.class);

  private final LetterLog log;
  private final TopicPartition at;
  private final String done;
  private final String reason;
  private final Function<List<ConsumerRecord<byte[], byte[]>>, List<Long>> action;
  private int count;

  /**
   * @param done static text for the log: what was done
   * @param reason the operator's
   * @param action does it, and answers the offsets for which it worked
   */
  LetterBatch(
      LetterLog log,
      TopicPartition at,
      String done,
      String reason,
      Function<List<ConsumerRecord<byte[], byte[]>>, List<Long>> action) {
    this.log = log;
    this.at = at;
    this.done = done;
    this.reason = reason;
    this.action = action;
  }

  TopicPartition at() {
    return at;
  }

  /** How many it has handled so far. */
  int count() {
    return count;
  }

  /**
   * Handles those of them that are open.
   *
   * @throws DeadLetterFailure if it did not work for all of them
   */
  void handle(List<ConsumerRecord<byte[], byte[]>> letters) {
    var marks = log.marks(at);
    var open = letters.stream().filter(letter -> !marks.isDone(letter.offset())).toList();
    if (open.isEmpty()) {
      return;
    }
    checkFits(at, marks.with(open.stream().map(ConsumerRecord::offset).toList()));
    var handled = action.apply(open);
    if (!handled.isEmpty()) {
      log.commit(at, marks.with(handled));
      count += handled.size();
      say(handled);
    }
    if (handled.size() < open.size()) {
      throw new DeadLetterFailure(
          "Kafka did not take every letter: %d of partition %d are done, do it again for the rest"
              .formatted(count, at.partition()));
    }
  }

  static void checkFits(TopicPartition at, DoneMarks marks) {
    if (!marks.fits()) {
      throw new DeadLetterFailure(
          "too many letters of %s would be done while older ones are open: handle the oldest first"
              .formatted(at.topic()));
    }
  }

  private void say(List<Long> offsets) {
    var ranges = new OffsetRanges();
    offsets.forEach(ranges::add);
    LOG.atInfo()
        .addKeyValue("topic", at.topic())
        .addKeyValue("partition", at.partition())
        .addKeyValue("offset", ranges.text(0))
        .addKeyValue("reason", reason)
        .log(done);
  }
}
