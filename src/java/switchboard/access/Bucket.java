package switchboard.access;

import java.util.function.LongSupplier;

/**
 * Lets so many through in a second, and as many at once after a quiet second. Refilled by the time
 * that has passed when it is asked, so an idle one costs nothing.
 */
final class Bucket {
  private static final double NANOS = 1e9;

  private final int perSecond;
  private final LongSupplier nanos;
  private double left;
  private long seen;

  /**
   * A full one.
   *
   * @param perSecond 0 for no limit
   */
  Bucket(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.left = perSecond;
    this.seen = nanos.getAsLong();
  }

  /** Takes one: 0, or after how many nanoseconds there will be one. */
  synchronized long take() {
    if (perSecond == 0) {
      return 0;
    }
    long now = nanos.getAsLong();
    left = Math.min(perSecond, left + (now - seen) / NANOS * perSecond);
    seen = now;
    if (left >= 1) {
      left--;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((1 - left) * NANOS / perSecond));
  }
}
