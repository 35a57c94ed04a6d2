package switchboard.journal;

import java.time.Instant;

/** A change to the durable deadlines of a persistence id. */
public sealed interface DeadlineChange {
  /** Sets, or moves, the deadline with this id. */
  record Set(String id, Instant due) implements DeadlineChange {}

  /** Clears the deadline with this id, if there is one. */
  record Clear(String id) implements DeadlineChange {}
}
