package switchboard.cluster;

import java.util.List;
import switchboard.journal.DueDeadline;

/** What a bucket daemon is told. */
sealed interface DaemonMessage {
  /** Every node says this about once a second: look around. */
  enum Tick implements DaemonMessage {
    INSTANCE
  }

  /** Something was just appended to this bucket's outbox. */
  record OutboxAppended(int bucket) implements DaemonMessage {}

  /** The deadlines that have passed; told by itself. */
  record Scanned(List<DueDeadline> deadlines) implements DaemonMessage {}

  /** A bucket's outbox was looked after; told by itself. */
  record Drained(int bucket, boolean more) implements DaemonMessage {}
}
