package switchboard.faults.failover;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How long something took, over many of it. */
record Spread(List<Duration> sorted) {
  static Spread of(Collection<Duration> durations) {
    return new Spread(durations.stream().sorted().toList());
  }

  Duration percentile(int percent) {
    int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
    return sorted.isEmpty() ? Duration.ZERO : sorted.get(Math.max(0, rank - 1));
  }

  Duration max() {
    return percentile(100);
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d: p50 %s, p99 %s, max %s",
        sorted.size(),
        seconds(percentile(50)),
        seconds(percentile(99)),
        seconds(max()));
  }
}
