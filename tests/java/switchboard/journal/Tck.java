package switchboard.journal;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.runner.Description;
import org.junit.runner.Runner;
import org.junit.runner.notification.RunNotifier;
import org.scalatest.Suite;
import org.scalatestplus.junit.JUnitRunner;
import switchboard.local.RedisServer;

/** What Pekko's specifications need beside a Redis. */
final class Tck {
  private Tck() {}

  static Config config(Redis.Planned redis) {
    return Redis.config(
        redis.uri(),
        Map.of(
            "switchboard.redis.mode",
            redis.mode(),
            // The specification's snapshots belong to no journal.
            "switchboard.journal.snapshot-store.require-journal",
            "off",
            "pekko.loggers",
            List.of("org.apache.pekko.testkit.TestEventListener")));
  }

  /** Runs a specification if there is a redis-server on the path, and says so if not. */
  public static final class IfInstalled extends Runner {
    private final Description description;
    private final Optional<Runner> runner;

    public IfInstalled(Class<? extends Suite> spec) {
      runner = RedisServer.installed().map(_ -> new JUnitRunner(spec));
      description =
          runner
              .map(Runner::getDescription)
              .orElseGet(
                  () -> Description.createTestDescription(spec, "needs redis-server on the path"));
    }

    @Override
    public Description getDescription() {
      return description;
    }

    @Override
    public void run(RunNotifier notifier) {
      runner.ifPresentOrElse(
          specification -> specification.run(notifier),
          () -> notifier.fireTestIgnored(description));
    }
  }
}
