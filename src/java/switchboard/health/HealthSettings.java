package switchboard.health;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How health is looked at, under {@code switchboard.telemetry.health}.
 *
 * @param deepTimeout how long each look of the deep check may take, 100 ms to 10 s
 */
public record HealthSettings(Duration deepTimeout) {
  private static final String KEY = "switchboard.telemetry.health.deep-timeout";

  public HealthSettings {
    if (deepTimeout.toMillis() < 100 || deepTimeout.toMillis() > 10_000) {
      throw new IllegalArgumentException(KEY + " must be 100 ms to 10 s");
    }
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public static HealthSettings from(Config config) {
    return new HealthSettings(config.getDuration(KEY));
  }
}
