package switchboard.kafka;

import java.util.Collection;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which letters of a partition are done: all before an offset, and single ones beyond it. Kept as
 * what a consumer group commits: the offset, and the rest in the commit's metadata. Never changes.
 */
final class DoneMarks {
  /** Brokers take 4,096 bytes of metadata unless they are told otherwise. */
  static final int METADATA_BYTES_MAX = 4_000;

  private static final String VERSION = "done.v1:";

  private final long before;
  private final OffsetRanges beyond;

  private DoneMarks(long before, OffsetRanges beyond) {
    this.before = before;
    this.beyond = beyond;
  }

  /**
   * Reads what was committed.
   *
   * @param committed null if nothing was
   * @param beginning the first offset that the partition still has
   * @param end the offset that the partition's next record will have
   * @throws DeadLetterFailure if somebody else commits under this group
   */
  static DoneMarks of(OffsetAndMetadata committed, long beginning, long end) {
    // Marks beyond the end are those of a topic that was deleted and made anew.
    if (committed == null || committed.offset() > end) {
      return new DoneMarks(beginning, new OffsetRanges());
    }
    var beyond = beyond(committed);
    return new DoneMarks(beyond.cutBelow(Math.max(committed.offset(), beginning)), beyond);
  }

  private static OffsetRanges beyond(OffsetAndMetadata committed) {
    var metadata = committed.metadata();
    if (metadata == null || metadata.isEmpty()) {
      return new OffsetRanges();
    }
    try {
      if (metadata.startsWith(VERSION)) {
        return OffsetRanges.parse(metadata.substring(VERSION.length()), committed.offset());
      }
    } catch (IllegalArgumentException malformed) {
      throw unreadable(malformed);
    }
    throw unreadable(null);
  }

  private static DeadLetterFailure unreadable(Throwable cause) {
    return new DeadLetterFailure(
        "the offsets of group "
            + DeadLetters.GROUP
            + " hold marks that this version cannot read: use the version that wrote them, or"
            + " delete the group, after which every letter is open again",
        cause);
  }

  /** The first offset that may be open. */
  long before() {
    return before;
  }

  boolean isDone(long offset) {
    return offset < before || beyond.contains(offset);
  }

  /** How many of the letters up to the end are not done. */
  long open(long end) {
    return Math.max(0, end - before - beyond.count());
  }

  DoneMarks with(Collection<Long> offsets) {
    var more = beyond.copy();
    offsets.stream().filter(offset -> offset >= before).forEach(more::add);
    return new DoneMarks(more.cutBelow(before), more);
  }

  /** Whether a broker would take it. */
  boolean fits() {
    return metadata().length() <= METADATA_BYTES_MAX;
  }

  OffsetAndMetadata committed() {
    return new OffsetAndMetadata(before, metadata());
  }

  private String metadata() {
    var text = beyond.text(before);
    return text.isEmpty() ? "" : VERSION + text;
  }
}
