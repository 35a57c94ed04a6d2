package switchboard.failover;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How crashes are looked for; see cluster.conf.
 *
 * @param interval between two attempts to connect to a node
 * @param timeout of one attempt
 * @param hold how long a connection is kept, to learn of its end, before it is made anew
 * @param validFor how long a refusal counts; more than the interval and the time-out together
 */
public record CrashSettings(
    boolean enabled, Duration interval, Duration timeout, Duration hold, Duration validFor) {
  private static final String KEY = "switchboard.cluster.crash-detection";

  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public CrashSettings {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException(KEY + ".probe-interval must be more than 0");
    }
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException(KEY + ".probe-timeout must be 1 ms or more");
    }
    if (hold.toMillis() < 1) {
      throw new IllegalArgumentException(KEY + ".probe-hold must be 1 ms or more");
    }
    if (validFor.compareTo(interval) <= 0) {
      throw new IllegalArgumentException(
          KEY + ".verdict-validity must be more than " + KEY + ".probe-interval");
    }
  }

  /** Reads the section from the whole configuration. */
  public static CrashSettings from(Config config) {
    var section = config.getConfig(KEY);
    return new CrashSettings(
        section.getBoolean("enabled"),
        section.getDuration("probe-interval"),
        section.getDuration("probe-timeout"),
        section.getDuration("probe-hold"),
        section.getDuration("verdict-validity"));
  }
}
