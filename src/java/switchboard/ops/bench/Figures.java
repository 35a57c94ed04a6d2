package switchboard.ops.bench;

import org.HdrHistogram.Histogram;

/**
 * What was measured in one phase.
 *
 * @param done operations that were acknowledged
 * @param seconds that they took
 * @param p50 of the latency in milliseconds, as are the others
 */
public record Figures(
    int concurrency,
    long done,
    double seconds,
    double perSecond,
    double p50,
    double p95,
    double p99,
    double p999,
    double max) {

  /**
   * Makes figures.
   *
   * @param micros latencies in microseconds
   */
  public static Figures of(int concurrency, double seconds, Histogram micros) {
    return new Figures(
        concurrency,
        micros.getTotalCount(),
        seconds,
        micros.getTotalCount() / seconds,
        millis(micros, 50),
        millis(micros, 95),
        millis(micros, 99),
        millis(micros, 99.9),
        micros.getMaxValue() / 1e3);
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }
}
