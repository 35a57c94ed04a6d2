package switchboard.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import switchboard.local.RedisServer;

/** Redis servers for tests, and how an actor system is told to use them. */
public final class Redis {
  private Redis() {}

  /** A Redis of which the address is known before it is started. */
  public interface Planned extends AutoCloseable {
    String uri();

    String mode();

    void start();

    @Override
    void close();
  }

  static Planned bundled() {
    return planned(Bundled.BINARY);
  }

  static Planned installed() {
    return planned(binary());
  }

  /** The one on the path, or else, or with {@code -Dredis=bundled}, the bundled one. */
  static Path binary() {
    return "bundled".equals(System.getProperty("redis"))
        ? Bundled.BINARY
        : RedisServer.installed().orElseGet(() -> Bundled.BINARY);
  }

  private static Planned planned(Path binary) {
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
        server = RedisServer.start(binary, port, directory, RedisServer.Fsync.ALWAYS);
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  public static RedisServer start() {
    return start(RedisServer.freePort(), directory(), RedisServer.Fsync.EVERYSEC);
  }

  public static RedisServer start(int port, Path directory, RedisServer.Fsync fsync) {
    return RedisServer.start(binary(), port, directory, fsync);
  }

  public static Path directory() {
    try {
      // Below the build's own directory, so that cleaning takes them along.
      var parent = Files.createDirectories(Path.of("target", "redis").toAbsolutePath());
      return Files.createTempDirectory(parent, "data-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an actor system needs to keep its journal and snapshots there. */
  public static Config config(String uri, Map<String, Object> more) {
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
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  public static Config config(String uri) {
    return config(uri, Map.of());
  }

  /** Unpacked once, and only when needed. */
  private static final class Bundled {
    static final Path BINARY = RedisServer.bundled(directory());
  }
}
