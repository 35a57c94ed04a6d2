package switchboard.journal;

import com.typesafe.config.Config;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import java.io.File;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    Duration transactionWait,
    SslOptions tls) {

  private static final char[] NO_PASSWORD = {};
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
            .map(uri -> uri(uri.strip(), commandTimeout, verify(section.getString("tls.verify"))))
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
        section.getDuration("transactions.wait"),
        tls(section.getConfig("tls")));
  }

  private static int positive(Config section, String key) {
    int value = section.getInt(key);
    if (value < 1) {
      throw new IllegalArgumentException(
          "switchboard.redis." + key + " must be at least 1, but is: " + value);
    }
    return value;
  }

  private static RedisURI uri(String uri, Duration timeout, SslVerifyMode verify) {
    try {
      var parsed = RedisURI.create(uri);
      parsed.setTimeout(timeout);
      parsed.setVerifyPeer(verify);
      return parsed;
    } catch (IllegalArgumentException malformed) {
      // it may hold a password, so neither it nor the reason is shown
      throw new IllegalArgumentException(
          "switchboard.redis.uri must be redis://[user:password@]host:port[/database], or rediss://"
              + " for TLS");
    }
  }

  /** The files are read with each connection that is made. */
  private static SslOptions tls(Config section) {
    var options = SslOptions.builder().jdkSslProvider();
    file(section, "authority-file").ifPresent(options::trustManager);
    var certificate = file(section, "certificate-file");
    var key = file(section, "key-file");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "switchboard.redis.tls.certificate-file and switchboard.redis.tls.key-file go together:"
              + " one of them is empty");
    }
    if (certificate.isPresent()) {
      options.keyManager(certificate.get(), key.get(), NO_PASSWORD);
    }
    return options.build();
  }

  private static Optional<File> file(Config section, String key) {
    return Optional.of(section.getString(key)).filter(it -> !it.isEmpty()).map(File::new);
  }

  private static SslVerifyMode verify(String mode) {
    return switch (mode) {
      case "full" -> SslVerifyMode.FULL;
      case "authority" -> SslVerifyMode.CA;
      default ->
          throw new IllegalArgumentException(
              "switchboard.redis.tls.verify must be full or authority, but is: " + mode);
    };
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
