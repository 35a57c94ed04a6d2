package switchboard.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import switchboard.local.RedisServer;

/** Redis servers for tests, and how an actor system is told to use them. */
final class Redis {
  private Redis() {}

  /** A Redis of which the address is known before it is started. */
  interface Planned extends AutoCloseable {
    String uri();

    String mode();

    void start();

    @Override
    void close();
  }

  static Planned bundled() {
    return planned(RedisServer::bundled);
  }

  /** The one on the path, or else the bundled one. */
  static Planned installed() {
    return planned(
        directory -> RedisServer.installed().orElseGet(() -> RedisServer.bundled(directory)));
  }

  private static Planned planned(UnaryOperator<Path> binary) {
    int port = RedisServer.freePort();
    return new Planned() {
      private RedisServer server;

      @Override
      public String uri() {
        return "redis://127.0.0.1:" + port;
      }

      @Override
      public String mode() {
        return "standalone";
      }

      @Override
      public void start() {
        var directory = directory();
        server =
            RedisServer.start(binary.apply(directory), port, directory, RedisServer.Fsync.ALWAYS);
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  static RedisServer start() {
    return start(RedisServer.freePort(), directory(), RedisServer.Fsync.EVERYSEC);
  }

  /** Prefers the one on the path, except with {@code -Dredis=bundled}. */
  static RedisServer start(int port, Path directory, RedisServer.Fsync fsync) {
    return "bundled".equals(System.getProperty("redis"))
        ? RedisServer.start(RedisServer.bundled(directory), port, directory, fsync)
        : RedisServer.start(port, directory, fsync);
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
