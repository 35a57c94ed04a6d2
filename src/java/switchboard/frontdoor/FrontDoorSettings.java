package switchboard.frontdoor;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;

/**
 * What is configured under {@code switchboard.front-door}; see front-door.conf for the meaning of
 * each.
 *
 * @throws IllegalArgumentException if a value is outside its range
 */
public record FrontDoorSettings(
    String host,
    int port,
    boolean directExecutor,
    Duration defaultDeadline,
    Duration longestDeadline,
    Duration deadlineMargin,
    Duration stopGrace,
    Transport transport,
    Set<String> agents) {
  /** The agents that every node has. */
  private static final Set<String> BUILT_IN = Set.of("delivery", "echo", "parrot");

  /** Limits of the transport. */
  public record Transport(
      int maxMessageBytes,
      int maxMetadataBytes,
      int maxConnections,
      int maxCallsPerConnection,
      int maxCallsUnderWay,
      Duration keepAliveTime,
      Duration keepAliveTimeout,
      Duration permitKeepAliveTime,
      Duration maxConnectionIdle,
      Duration maxConnectionAge,
      Duration maxConnectionAgeGrace,
      int maxResets,
      Duration resetWindow) {
    static Transport from(Config transport) {
      return new Transport(
          Math.toIntExact(transport.getBytes("max-message-size")),
          Math.toIntExact(transport.getBytes("max-metadata-size")),
          transport.getInt("max-connections"),
          transport.getInt("max-calls-per-connection"),
          transport.getInt("max-calls-under-way"),
          transport.getDuration("keep-alive-time"),
          transport.getDuration("keep-alive-timeout"),
          transport.getDuration("permit-keep-alive-time"),
          transport.getDuration("max-connection-idle"),
          transport.getDuration("max-connection-age"),
          transport.getDuration("max-connection-age-grace"),
          transport.getInt("max-resets"),
          transport.getDuration("reset-window"));
    }
  }

  public FrontDoorSettings {
    agents = Set.copyOf(agents);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("switchboard.front-door.port must be 0 to 65535");
    }
    if (!defaultDeadline.isPositive() || defaultDeadline.compareTo(longestDeadline) > 0) {
      throw new IllegalArgumentException(
          "switchboard.front-door.default-deadline must be more than 0, at most longest-deadline");
    }
    if (transport.maxConnections() < 1) {
      throw new IllegalArgumentException(
          "switchboard.front-door.max-connections must be at least 1");
    }
    if (transport.maxCallsUnderWay() < 1) {
      throw new IllegalArgumentException(
          "switchboard.front-door.max-calls-under-way must be at least 1");
    }
    if (deadlineMargin.isNegative() || deadlineMargin.compareTo(defaultDeadline) >= 0) {
      throw new IllegalArgumentException(
          "switchboard.front-door.deadline-margin must be 0 or more, less than default-deadline");
    }
  }

  /** Reads the section from the whole configuration. */
  public static FrontDoorSettings from(Config config) {
    var door = config.getConfig("switchboard.front-door");
    return new FrontDoorSettings(
        door.getString("host"),
        door.getInt("port"),
        isDirect(door.getString("executor")),
        door.getDuration("default-deadline"),
        door.getDuration("longest-deadline"),
        door.getDuration("deadline-margin"),
        door.getDuration("stop-grace"),
        Transport.from(door),
        BUILT_IN);
  }

  /** The same for a node with these agents: sessions can be created with their names. */
  public FrontDoorSettings serving(Set<String> names) {
    return new FrontDoorSettings(
        host,
        port,
        directExecutor,
        defaultDeadline,
        longestDeadline,
        deadlineMargin,
        stopGrace,
        transport,
        names);
  }

  private static boolean isDirect(String executor) {
    return switch (executor) {
      case "direct" -> true;
      case "dispatcher" -> false;
      default ->
          throw new IllegalArgumentException(
              "switchboard.front-door.executor must be direct or dispatcher, not " + executor);
    };
  }
}
