package switchboard.simulators;

import java.time.Instant;

/** One order of the simulated world. */
public record Order(String id, Status status, String restaurant, Instant placedAt, int items) {
  /** Where an order can be on its way. */
  public enum Status {
    PLACED,
    PREPARING,
    OUT_FOR_DELIVERY,
    DELIVERED,
    CANCELLED
  }
}
