package switchboard.cluster;

import java.time.Duration;
import java.util.Set;

/**
 * Where a daemon stands with one bucket's outbox: how far it has read since it last began from the
 * start, and what had to be left on the way. Only its daemon touches it.
 */
final class OutboxProgress {
  /**
   * How many entries may be left waiting before no further ones are looked at: what stands behind
   * them waits, too, until some of them are done.
   */
  static final int LOOK_AHEAD = 1024;

  private static final Duration RETRY_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_MAX = Duration.ofSeconds(5);

  private boolean running;
  private boolean again;
  private String after = "";
  private Set<String> held = Set.of();
  private int left;
  private int failures;
  private boolean retryIsSet;
  private long retryNanos;

  /** The id after which to read on; empty for the start. */
  String after() {
    return after;
  }

  /** The orders and owners that have to wait. */
  Set<String> held() {
    return held;
  }

  /** Something was appended: whether to read now. */
  boolean appended() {
    if (running) {
      again = true;
      return false;
    }
    return begin();
  }

  /** A sweep: whether to read now, from the start. */
  boolean swept(long nowNanos) {
    return !running && !isPausing(nowNanos) && restart();
  }

  /** What was left is due again: whether to read now, from the start. */
  boolean retried(long nowNanos) {
    return !running && failures > 0 && !isPausing(nowNanos) && restart();
  }

  /** The outbox could not be read. A sweep begins again. */
  void unreached() {
    running = false;
    again = false;
    fromTheStart();
  }

  /**
   * A page was carried out: whether to read on now.
   *
   * @param last id of the last entry of the page
   * @param waiting how many of the page had to be left
   * @param more whether there may be more behind it
   */
  boolean carriedOut(String last, Set<String> nowHeld, int waiting, boolean more, long nowNanos) {
    running = false;
    left += waiting;
    held = nowHeld;
    after = last;
    if (left == 0) {
      failures = 0;
      fromTheStart();
    }
    boolean on = more || again;
    again = false;
    if (on && begin()) {
      return true;
    }
    // Once for each time from the start: appends in between must not put it off for ever.
    if (left > 0 && !retryIsSet) {
      retryIsSet = true;
      failures++;
      var pause = RETRY_MIN.multipliedBy(1L << Math.min(failures - 1, 10));
      retryNanos = nowNanos + (pause.compareTo(RETRY_MAX) < 0 ? pause : RETRY_MAX).toNanos();
    }
    return false;
  }

  private boolean isPausing(long nowNanos) {
    return failures > 0 && nowNanos - retryNanos < 0;
  }

  private boolean begin() {
    if (left >= LOOK_AHEAD) {
      return false;
    }
    running = true;
    return true;
  }

  private boolean restart() {
    fromTheStart();
    return begin();
  }

  private void fromTheStart() {
    after = "";
    held = Set.of();
    left = 0;
    retryIsSet = false;
  }
}
