package switchboard.journal;

import com.typesafe.config.Config;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The section {@code switchboard.redis}, checked. */
public record RedisSettings(
    List<RedisURI> uris,
    boolean cluster,
    String keyPrefix,
    String storeId,
    Duration commandTimeout,
    Duration connectTimeout,
    Duration repeat,
    int requestQueue,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration keepAliveIdle,
    boolean consolidateFlushes,
    Duration unwrittenClaim,
    int transactionConnections,
    Duration transactionWait) {

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]+");

  /**
   * Reads the section.
   *
   * @throws IllegalArgumentException if a value is out of its range, saying which
   */
  public static RedisSettings of(Config section) {
    var commandTimeout = section.getDuration("command-timeout");
    return new RedisSettings(
        Arrays.stream(section.getString("uri").split(","))
            .map(uri -> uri(uri.strip(), commandTimeout))
            .toList(),
        cluster(section.getString("mode")),
        prefix(section.getString("key-prefix")),
        section.getString("store-id"),
        commandTimeout,
        section.getDuration("connect-timeout"),
        section.getDuration("repeat"),
        positive(section, "request-queue"),
        section.getDuration("reconnect-min"),
        section.getDuration("reconnect-max"),
        section.getDuration("keep-alive-idle"),
        section.getBoolean("consolidate-flushes"),
        section.getDuration("unwritten-claim"),
        positive(section, "transactions.connections"),
        section.getDuration("transactions.wait"));
  }

  private static int positive(Config section, String key) {
    int value = section.getInt(key);
    if (value < 1) {
      throw new IllegalArgumentException(
          "switchboard.redis." + key + " must be at least 1, but is: " + value);
    }
    return value;
  }

  private static RedisURI uri(String uri, Duration timeout) {
    try {
      var parsed = RedisURI.create(uri);
      parsed.setTimeout(timeout);
      return parsed;
    } catch (IllegalArgumentException malformed) {
      // it may hold a password, so neither it nor the reason is shown
      throw new IllegalArgumentException(
          "switchboard.redis.uri must be redis://[user:password@]host:port[/database], or rediss://"
              + " for TLS");
    }
  }

  private static boolean cluster(String mode) {
    return switch (mode) {
      case "cluster" -> true;
      case "standalone" -> false;
      default ->
          throw new IllegalArgumentException(
              "switchboard.redis.mode must be standalone or cluster, but is: " + mode);
    };
  }

  private static String prefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "switchboard.redis.key-prefix must be letters, digits, - and _, but is: " + prefix);
    }
    return prefix;
  }
}
