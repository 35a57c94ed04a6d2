package switchboard.kafka;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A consumer group and the topics of ours that it reads, at one moment.
 *
 * @param state as the broker names it, such as {@code Stable} or {@code Empty}; {@code Dead} if it
 *     does not know the group
 */
public record GroupLook(String group, String state, List<Position> positions) {
  /** Stands for the lack of a group: nobody reads these topics. */
  public static final String NOBODY = "(nobody)";

  public GroupLook {
    positions = List.copyOf(positions);
  }

  /**
   * How far the group is in one partition.
   *
   * @param committed the offset it goes on from; empty if it never committed
   * @param beginning the first offset that the partition still has
   * @param end the offset that the next record will have
   * @param reader who reads it now; empty if nobody does
   */
  public record Position(
      String topic,
      int partition,
      OptionalLong committed,
      long beginning,
      long end,
      Optional<Reader> reader) {
    /** Where it goes on; a group that never committed begins with what there is. */
    public long next() {
      return Math.max(beginning, committed.orElse(beginning));
    }

    public long lag() {
      return Math.max(0, end - next());
    }
  }

  /** Who reads: the client's id and the host it connects from. */
  public record Reader(String client, String host) {}

  /**
   * The first record that the group has not handled.
   *
   * @param key as text; empty for none
   * @param time when it was written
   */
  public record Front(long offset, String key, Instant time) {}
}
