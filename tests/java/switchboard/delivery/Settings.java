package switchboard.delivery;

import java.time.Duration;

/** Settings for tests. */
final class Settings {
  private Settings() {}

  static DeliverySettings with(Duration orderStatusDeadline) {
    return new DeliverySettings(
        orderStatusDeadline,
        Duration.ofSeconds(60),
        Duration.ofMinutes(5),
        Duration.ofSeconds(20),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30));
  }
}
