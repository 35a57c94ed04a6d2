package switchboard.session;

/** Counts in slots of ten seconds, of which it remembers the current one and the one before. */
final class Meter {
  private static final long SLOT_NANOS = 10_000_000_000L;

  private final String shard;
  private long slot = Long.MIN_VALUE;
  private int before;
  private int current;

  Meter(String shard) {
    this.shard = shard;
  }

  /** The shard of what is counted. */
  String shard() {
    return shard;
  }

  synchronized void count(long nanoTime) {
    turn(nanoTime);
    current++;
  }

  /** On average over the slot before and what has passed of the current one. */
  synchronized double perSecond(long nanoTime) {
    turn(nanoTime);
    double seconds = (SLOT_NANOS + Math.floorMod(nanoTime, SLOT_NANOS)) / 1e9;
    return (before + current) / seconds;
  }

  private void turn(long nanoTime) {
    long now = Math.floorDiv(nanoTime, SLOT_NANOS);
    if (now != slot) {
      before = now == slot + 1 ? current : 0;
      current = 0;
      slot = now;
    }
  }
}
