package switchboard.journal;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;

/** What Pekko's specifications need beside a Redis. */
final class Tck {
  private Tck() {}

  static Config config(String uri) {
    return config(uri, Map.of());
  }

  static Config config(String uri, Map<String, Object> more) {
    return Redis.config(uri, more)
        .withFallback(Redis.config(uri))
        .withValue(
            "pekko.loggers",
            com.typesafe.config.ConfigValueFactory.fromIterable(
                List.of("org.apache.pekko.testkit.TestEventListener")))
        // The specification's snapshots belong to no journal.
        .withValue(
            "switchboard.journal.snapshot-store.require-journal",
            com.typesafe.config.ConfigValueFactory.fromAnyRef("off"));
  }
}
