package switchboard.cluster;

import java.time.Duration;
import java.time.Instant;

/**
 * When a bucket's deadlines are to be looked at. The node that sets a deadline tells; so does each
 * look, of those that come next. What nobody told of, because a node crashed or a daemon has just
 * moved, is found by a look every few seconds.
 *
 * <p>Pauses are by nanoTime: a clock that is set back must not make the daemon sleep.
 */
final class BucketWatch {
  /** How long a bucket of which nothing is known is left alone. */
  static final Duration SWEEP_EVERY = Duration.ofSeconds(5);

  /** How far ahead a look sees, and how far ahead a node tells: beyond the next sweep. */
  static final Duration HORIZON = SWEEP_EVERY.plusSeconds(2);

  /**
   * How long a deadline is left to whom it belongs: who is awake passes it by itself, which is less
   * work than to be told, and a look after that finds it cleared.
   */
  static final Duration GRACE = Duration.ofMillis(200);

  /** Between two looks at one bucket, whatever is told. */
  static final Duration PAUSE = Duration.ofMillis(400);

  private long sweepNanos;
  private long notBeforeNanos;
  private Instant next = Instant.MAX;
  private boolean looking;

  /** Of a bucket that is to be looked at first at this time of {@code System.nanoTime}. */
  BucketWatch(long nanos) {
    sweepNanos = nanos;
    notBeforeNanos = nanos;
  }

  /** Whether it is to be looked at now; if so, the look has begun. */
  boolean begins(long nanos, Instant now) {
    boolean known = nanos - notBeforeNanos >= 0 && !now.minus(GRACE).isBefore(next);
    if (looking || !known && nanos - sweepNanos < 0) {
      return false;
    }
    looking = true;
    next = Instant.MAX;
    sweepNanos = nanos + SWEEP_EVERY.toNanos();
    notBeforeNanos = nanos + PAUSE.toNanos();
    return true;
  }

  /** A deadline was set, or is known to come. */
  void expect(Instant due) {
    next = due.isBefore(next) ? due : next;
  }

  /** A look is over; with it, what is still to come was told by {@link #expect}. */
  void looked() {
    looking = false;
  }

  /** A look failed: it is repeated after the pause. */
  void failed() {
    looking = false;
    next = Instant.MIN;
  }
}
