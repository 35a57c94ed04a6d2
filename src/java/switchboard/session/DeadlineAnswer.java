package switchboard.session;

import java.time.Instant;

/** What becomes of a durable deadline that has passed. */
public sealed interface DeadlineAnswer {
  /** What it is about is not done yet: it is handed over again. */
  enum Plain implements DeadlineAnswer {
    KEEP,
    /** It means nothing any more, and is removed. */
    STALE
  }

  /** It is due later. */
  record MoveTo(Instant due) implements DeadlineAnswer {}
}
