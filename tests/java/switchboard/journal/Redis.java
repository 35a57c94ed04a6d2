package switchboard.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import switchboard.local.RedisServer;

/** Redis servers for tests, and how an actor system is told to use them. */
final class Redis {
  private Redis() {}

  static RedisServer bundled() {
    var directory = directory();
    return RedisServer.start(
        RedisServer.bundled(directory),
        RedisServer.freePort(),
        directory,
        RedisServer.Fsync.EVERYSEC);
  }

  static RedisServer installed() {
    var binary = RedisServer.installed();
    Assumptions.assumeTrue(
        binary.isPresent(), "no redis-server on the path: not tested against it");
    return RedisServer.start(
        binary.orElseThrow(), RedisServer.freePort(), directory(), RedisServer.Fsync.EVERYSEC);
  }

  static Path directory() {
    try {
      return Files.createTempDirectory("switchboard-redis-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an actor system needs to keep its journal and snapshots there. */
  static Config config(String uri, Map<String, Object> more) {
    return ConfigFactory.parseMap(more)
        .withFallback(
            ConfigFactory.parseMap(
                Map.of(
                    "switchboard.redis.uri", uri,
                    "pekko.persistence.journal.plugin", "switchboard.journal.plugin",
                    "pekko.persistence.snapshot-store.plugin", "switchboard.journal.snapshot-store",
                    "pekko.actor.provider", "local",
                    "pekko.log-dead-letters", "off",
                    "pekko.loglevel", "WARNING")))
        .withFallback(ConfigFactory.parseResources("redis.conf"))
        .withFallback(ConfigFactory.load());
  }

  static Config config(String uri) {
    return config(uri, Map.of());
  }
}
