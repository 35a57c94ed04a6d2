package switchboard.push;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What is configured under {@code switchboard.push}; see push.conf for the meaning of each.
 *
 * @throws IllegalArgumentException if a count or a duration is not positive
 */
public record PushSettings(
    Duration beat,
    Duration attachTimeout,
    Duration requestTimeout,
    Duration storePatience,
    Duration retryLeast,
    Duration retryMost,
    Duration linger,
    Duration drainTime,
    int pageSize,
    int heldEvents,
    int messagesInFlight) {
  public PushSettings {
    positive("beat", beat);
    positive("attach-timeout", attachTimeout);
    positive("request-timeout", requestTimeout);
    positive("store-patience", storePatience);
    positive("retry-least", retryLeast);
    positive("retry-most", retryMost);
    positive("linger", linger);
    positive("drain-time", drainTime);
    positive("page-size", pageSize);
    positive("held-events", heldEvents);
    positive("messages-in-flight", messagesInFlight);
  }

  /** Reads the section from the whole configuration. */
  public static PushSettings from(Config config) {
    var push = config.getConfig("switchboard.push");
    return new PushSettings(
        push.getDuration("beat"),
        push.getDuration("attach-timeout"),
        push.getDuration("request-timeout"),
        push.getDuration("store-patience"),
        push.getDuration("retry-least"),
        push.getDuration("retry-most"),
        push.getDuration("linger"),
        push.getDuration("drain-time"),
        push.getInt("page-size"),
        push.getInt("held-events"),
        push.getInt("messages-in-flight"));
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("switchboard.push." + key + " must be more than 0");
    }
  }

  private static void positive(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("switchboard.push." + key + " must be more than 0");
    }
  }
}
