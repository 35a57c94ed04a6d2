package switchboard.profile;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What is configured under {@code switchboard.profile}; see profile.conf for the meaning of each.
 *
 * @throws IllegalArgumentException if a value is outside its range
 */
public record ProfileSettings(
    Duration factLife, Duration memory, int attempts, Duration backOffLeast, Duration backOffMost) {
  public ProfileSettings {
    if (!factLife.isPositive()) {
      throw new IllegalArgumentException("switchboard.profile.fact-life must be more than 0");
    }
    if (!memory.isPositive()) {
      throw new IllegalArgumentException("switchboard.profile.memory must be more than 0");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("switchboard.profile.attempts must be at least 1");
    }
    if (!backOffLeast.isPositive() || backOffLeast.compareTo(backOffMost) > 0) {
      throw new IllegalArgumentException(
          "switchboard.profile.back-off-least must be more than 0, at most back-off-most");
    }
  }

  /** Reads the section from the whole configuration. */
  public static ProfileSettings from(Config config) {
    var profile = config.getConfig("switchboard.profile");
    return new ProfileSettings(
        profile.getDuration("fact-life"),
        profile.getDuration("memory"),
        profile.getInt("attempts"),
        profile.getDuration("back-off-least"),
        profile.getDuration("back-off-most"));
  }
}
