package switchboard.push;

import java.time.Duration;

/**
 * How a read of the journal that fails is repeated: with a doubling pause, as long as the patience
 * lasts.
 *
 * @param failures how often it failed in a row
 * @param sinceNanos when the first of these was, on the clock of {@link System#nanoTime}
 */
record Retry(int failures, long sinceNanos) {
  static final Retry NONE = new Retry(0, 0);

  private static final int MOST_DOUBLINGS = 16;

  /** It failed once more. */
  Retry failed(long nowNanos) {
    return new Retry(failures + 1, failures == 0 ? nowNanos : sinceNanos);
  }

  boolean exhausted(long nowNanos, Duration patience) {
    return failures > 0 && nowNanos - sinceNanos > patience.toNanos();
  }

  /** The pause before the next attempt. */
  Duration pause(Duration least, Duration most) {
    var doubled = least.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
    return doubled.compareTo(most) > 0 ? most : doubled;
  }
}
