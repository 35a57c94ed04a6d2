package switchboard.simulators;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * What is true in the simulated company: a function of the seed and an id, so that every service
 * and every check sees the same without talking to one another.
 */
public final class SimulatedWorld {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final List<String> RESTAURANTS =
      List.of(
          "Saffron Street", "Blue Lotus", "Casa Verde", "Noodle Yard", "The Clay Oven", "Harbour");

  private final long seed;

  public SimulatedWorld(long seed) {
    this.seed = seed;
  }

  /** The order with the id; empty for one that was never placed, which is one in twenty. */
  public Optional<Order> order(String id) {
    var random = random("order", id);
    int percent = random.nextInt(100);
    if (percent >= 95) {
      return Optional.empty();
    }
    var placedAt = NOON.minus(Duration.ofMinutes(random.nextInt(5, 90)));
    return Optional.of(
        new Order(
            id,
            status(percent),
            RESTAURANTS.get(random.nextInt(RESTAURANTS.size())),
            placedAt,
            random.nextInt(1, 7)));
  }

  /** Where the order's courier is; empty unless the order is out for delivery. */
  public Optional<Whereabouts> whereabouts(String orderId) {
    return order(orderId)
        .filter(order -> order.status() == Order.Status.OUT_FOR_DELIVERY)
        .map(
            _ -> {
              var random = random("courier", orderId);
              return new Whereabouts(
                  "courier-" + random.nextInt(1000, 9999),
                  random.nextInt(1290000, 1305000) / 100_000.0,
                  random.nextInt(7750000, 7770000) / 100_000.0,
                  random.nextInt(1, 45));
            });
  }

  /** The partner's next payout in whole rupees. */
  public int payout(String partnerId) {
    return random("payout", partnerId).nextInt(500, 25_000);
  }

  /** Whether there is such a partner: every id but an empty one and {@code unknown...} is one's. */
  public boolean isPartner(String partnerId) {
    return !partnerId.isBlank() && !partnerId.startsWith("unknown");
  }

  /** What a partner is paid for delivering the order, in whole rupees. */
  public int credit(String orderId) {
    return random("credit", orderId).nextInt(30, 120);
  }

  /** The number of the ticket that a step opens. */
  String ticket(String stepKey) {
    return "T-" + random("ticket", stepKey).nextInt(100_000, 1_000_000);
  }

  /** An even draw from 0 to 1 that depends on nothing but the seed and the names. */
  double draw(String what, String id, long attempt) {
    return random(what, id + "#" + attempt).nextDouble();
  }

  private static Order.Status status(int percent) {
    if (percent < 10) {
      return Order.Status.PLACED;
    }
    if (percent < 30) {
      return Order.Status.PREPARING;
    }
    if (percent < 70) {
      return Order.Status.OUT_FOR_DELIVERY;
    }
    return percent < 90 ? Order.Status.DELIVERED : Order.Status.CANCELLED;
  }

  private SplittableRandom random(String what, String id) {
    var sum = new CRC32C();
    sum.update((what + "/" + id).getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ (sum.getValue() << 17));
  }
}
