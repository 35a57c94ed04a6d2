package switchboard.operations;

import com.typesafe.config.Config;

/**
 * What is configured under {@code switchboard.operations}.
 *
 * @param port 0 takes a free one
 */
public record OperationsSettings(String host, int port) {
  /**
   * @throws IllegalArgumentException if a value is outside its range
   */
  public OperationsSettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "switchboard.operations.host is empty: name an address of this machine");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("switchboard.operations.port must be 0 to 65535");
    }
  }

  /** Reads the section from the whole configuration. */
  public static OperationsSettings from(Config config) {
    var own = config.getConfig("switchboard.operations");
    return new OperationsSettings(own.getString("host"), own.getInt("port"));
  }
}
