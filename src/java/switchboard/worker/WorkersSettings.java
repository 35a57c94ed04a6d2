package switchboard.worker;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What is configured under {@code switchboard.workers} of the workers' connections; see
 * workers.conf for the meaning of each.
 *
 * @param host the address to listen on
 * @param port 0 takes a free one
 * @param reachedAt the address that workers are told
 */
public record WorkersSettings(
    String host,
    int port,
    String reachedAt,
    Duration heartbeat,
    Duration heartbeatTimeout,
    Duration registerTimeout,
    Duration acceptTimeout,
    int waitingTurns,
    Duration drainTime,
    Duration stopGrace,
    int mostWorkers,
    int maxMessageBytes) {
  private static final String WILDCARD = "0.0.0.0";

  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public WorkersSettings {
    require(!host.isBlank(), "host", "must name an address of this machine");
    require(port >= 0 && port <= 65_535, "port", "must be 0 to 65535");
    require(heartbeat.isPositive(), "heartbeat", "must be more than 0");
    require(
        heartbeatTimeout.compareTo(heartbeat.multipliedBy(2)) >= 0,
        "heartbeat-timeout",
        "must be at least twice the heartbeat");
    require(registerTimeout.isPositive(), "register-timeout", "must be more than 0");
    require(acceptTimeout.isPositive(), "accept-timeout", "must be more than 0");
    require(waitingTurns >= 0, "waiting-turns", "must not be negative");
    require(drainTime.isPositive(), "drain-time", "must be more than 0");
    require(stopGrace.compareTo(drainTime) > 0, "stop-grace", "must be more than drain-time");
    require(mostWorkers > 0 && mostWorkers <= 1_000, "most-workers", "must be 1 to 1,000");
    require(maxMessageBytes > 0, "max-message-size", "must be more than 0");
  }

  /** Reads the section from the whole configuration. */
  public static WorkersSettings from(Config config) {
    var own = config.getConfig("switchboard.workers");
    var host = own.getString("host");
    return new WorkersSettings(
        host,
        own.getInt("port"),
        host.equals(WILDCARD) ? config.getString("switchboard.node.host") : host,
        own.getDuration("heartbeat"),
        own.getDuration("heartbeat-timeout"),
        own.getDuration("register-timeout"),
        own.getDuration("accept-timeout"),
        own.getInt("waiting-turns"),
        own.getDuration("drain-time"),
        own.getDuration("stop-grace"),
        own.getInt("most-workers"),
        Math.toIntExact(own.getBytes("max-message-size")));
  }

  private static void require(boolean holds, String key, String must) {
    if (!holds) {
      throw new IllegalArgumentException("switchboard.workers." + key + " " + must);
    }
  }
}
