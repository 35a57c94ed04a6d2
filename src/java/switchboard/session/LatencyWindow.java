package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long things took that ended within about the last ten seconds. Recording neither waits nor
 * allocates, whoever looks at the same time.
 */
final class LatencyWindow {
  /** One for each second. */
  private static final int SLOTS = 10;

  private static final long HIGHEST_MICROS = 60_000_000;

  /** One digit: no value is off by more than a sixteenth. */
  private static final int DIGITS = 1;

  private final Recorder recorder = new Recorder(1, HIGHEST_MICROS, DIGITS);
  private final Histogram[] slots = new Histogram[SLOTS];
  private int next;

  void record(long nanos) {
    recorder.recordValue(Math.clamp(nanos / 1000, 1, HIGHEST_MICROS));
  }

  /** A second is over: what is older than ten is forgotten. */
  synchronized void turn() {
    slots[next] = recorder.getIntervalHistogram(slots[next]);
    next = (next + 1) % SLOTS;
  }

  /** What was recorded in the last ten whole seconds, shortest first. */
  synchronized List<SessionMeter.Took> last() {
    var sum = new Histogram(HIGHEST_MICROS, DIGITS);
    for (var slot : slots) {
      if (slot != null) {
        sum.add(slot);
      }
    }
    var took = new ArrayList<SessionMeter.Took>();
    for (var value : sum.recordedValues()) {
      took.add(
          new SessionMeter.Took(
              value.getValueIteratedTo(), value.getCountAddedInThisIterationStep()));
    }
    return took;
  }
}
