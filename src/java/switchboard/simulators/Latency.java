package switchboard.simulators;

/**
 * How long a service takes to answer, in milliseconds: drawn evenly from {@code minMillis} to
 * {@code maxMillis}, both included.
 */
public record Latency(long minMillis, long maxMillis) {
  /** The longest latency that can be dialled: one hour. */
  public static final long MILLIS_MAX = 3_600_000;

  public Latency {
    if (minMillis < 0 || maxMillis < minMillis || maxMillis > MILLIS_MAX) {
      throw new IllegalArgumentException(
          "A latency is MIN..MAX in milliseconds with 0 <= MIN <= MAX <= 3600000, not %d..%d"
              .formatted(minMillis, maxMillis));
    }
  }

  /**
   * Reads {@code 5000} or {@code 200..800}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Latency parse(String text) {
    var dots = text.indexOf("..");
    try {
      return dots < 0
          ? new Latency(Long.parseLong(text.strip()), Long.parseLong(text.strip()))
          : new Latency(
              Long.parseLong(text.substring(0, dots).strip()),
              Long.parseLong(text.substring(dots + 2).strip()));
    } catch (NumberFormatException malformed) {
      throw new IllegalArgumentException(
          "A latency is milliseconds, such as 5000 or 200..800, not: " + text, malformed);
    }
  }

  /**
   * @param uniform between 0, included, and 1, excluded
   */
  long millis(double uniform) {
    return minMillis + (long) (uniform * (maxMillis - minMillis + 1));
  }

  @Override
  public String toString() {
    return minMillis == maxMillis ? String.valueOf(minMillis) : minMillis + ".." + maxMillis;
  }
}
