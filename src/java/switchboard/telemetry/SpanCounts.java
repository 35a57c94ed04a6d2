package switchboard.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** What became of the spans that this node made, since its start. */
public final class SpanCounts {
  private final LongAdder sent = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder lost = new LongAdder();

  SpanCounts() {}

  void addSent(int count) {
    sent.add(count);
  }

  void addDropped() {
    dropped.increment();
  }

  void addLost(int count) {
    lost.add(count);
  }

  /** Taken by the collector. */
  public long sent() {
    return sent.sum();
  }

  /** Dropped at once, since the queue was full. */
  public long dropped() {
    return dropped.sum();
  }

  /** In a batch that the collector refused, or did not take in time. */
  public long lost() {
    return lost.sum();
  }
}
