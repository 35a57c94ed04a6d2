package switchboard.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import switchboard.journal.DueDeadline;

/** What a bucket daemon is told. */
sealed interface DaemonMessage {
  /** Every node says this about once a second: look around. */
  enum Tick implements DaemonMessage {
    INSTANCE
  }

  /** Something was just appended to this bucket's outbox. */
  record OutboxAppended(int bucket) implements DaemonMessage {}

  /** Its own beat: see whose deadlines are due. */
  enum Beat implements DaemonMessage {
    INSTANCE
  }

  /**
   * Deadlines were set.
   *
   * @param first of each of these buckets, in milliseconds since 1970, the first one that was
   */
  record DeadlinesSet(Map<Integer, Long> first) implements DaemonMessage {
    public DeadlinesSet {
      first = Map.copyOf(first);
    }
  }

  /** The first deadlines of a bucket, some of them still to come; told by itself. */
  record Looked(int bucket, List<DueDeadline> deadlines) implements DaemonMessage {}

  /** A bucket's deadlines could not be read; told by itself. */
  record Unread(int bucket) implements DaemonMessage {}

  /** Something that is not urgent was appended to these buckets' outboxes lately. */
  record OutboxesAppended(List<Integer> buckets) implements DaemonMessage {
    public OutboxesAppended {
      buckets = List.copyOf(buckets);
    }
  }

  /**
   * A page of a bucket's outbox was carried out; told by itself.
   *
   * @param last id of the page's last entry
   * @param held the orders and owners that have to wait
   * @param waiting how many entries of the page had to be left
   * @param more whether there may be more behind it
   */
  record Drained(int bucket, String last, Set<String> held, int waiting, boolean more)
      implements DaemonMessage {
    public Drained {
      held = Set.copyOf(held);
    }
  }

  /** A bucket's outbox could not be read, or not be cleared; told by itself. */
  record Undrained(int bucket) implements DaemonMessage {}
}
