package switchboard.erasure;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How long an erasure's parts may take.
 *
 * @param receiptRetention how long it can be read after its last step, a day at least
 * @param sessionPatience how long a session that cannot be ended holds it up
 * @param evictionTimeout how long one attempt to reach all nodes may take
 * @param rewriteTimeout how long one attempt to rewrite append-only files may take
 */
public record ErasureSettings(
    Duration receiptRetention,
    Duration sessionPatience,
    Duration evictionTimeout,
    Duration rewriteTimeout) {
  public ErasureSettings {
    require(
        receiptRetention.compareTo(Duration.ofDays(1)) >= 0,
        "receipt-retention: must be at least a day");
    require(!sessionPatience.isNegative(), "session-patience must not be negative");
    require(evictionTimeout.isPositive(), "eviction-timeout must be more than 0");
    require(rewriteTimeout.isPositive(), "rewrite-timeout must be more than 0");
  }

  private static void require(boolean holds, String must) {
    if (!holds) {
      throw new IllegalArgumentException("switchboard.privacy.erasure." + must);
    }
  }

  /** Reads them from the whole configuration. */
  public static ErasureSettings from(Config config) {
    var section = config.getConfig("switchboard.privacy.erasure");
    return new ErasureSettings(
        section.getDuration("receipt-retention"),
        section.getDuration("session-patience"),
        section.getDuration("eviction-timeout"),
        section.getDuration("rewrite-timeout"));
  }
}
