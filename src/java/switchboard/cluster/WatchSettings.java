package switchboard.cluster;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;

/**
 * The section {@code switchboard.watch}; watch.conf says what each key means.
 *
 * @param watchFor more than 0
 * @param parallelism 1 or more
 */
record WatchSettings(Set<String> kinds, Duration watchFor, int parallelism) {
  WatchSettings {
    kinds = Set.copyOf(kinds);
    if (!watchFor.isPositive()) {
      throw new IllegalArgumentException("switchboard.watch.for must be more than 0");
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "switchboard.watch.parallelism must be 1 or more, not " + parallelism);
    }
  }

  /** Reads them from the whole configuration. */
  static WatchSettings from(Config config) {
    var section = config.getConfig("switchboard.watch");
    return new WatchSettings(
        Set.copyOf(section.getStringList("kinds")),
        section.getDuration("for"),
        section.getInt("parallelism"));
  }
}
