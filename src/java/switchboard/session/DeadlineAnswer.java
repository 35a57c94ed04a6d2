package switchboard.session;

import java.time.Instant;

/** What is to become of a durable deadline that has passed, as the one it belongs to answers. */
public sealed interface DeadlineAnswer {
  /** Answers that say all by themselves. */
  enum Plain implements DeadlineAnswer {
    /** It means nothing any more: it is removed, unless it was moved meanwhile. */
    STALE,
    /** Its work is not done, or an event will move or clear it: it is handed over again. */
    KEEP
  }

  /** It is too early: it is set to this time, unless it was moved or cleared meanwhile. */
  record MoveTo(Instant due) implements DeadlineAnswer {}
}
