package switchboard.simulators;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Knows the orders: {@code switchboard.order.get-status.v1} with {@code orderId}. */
public final class OrderService implements ServiceRules {
  private OrderService() {}

  /**
   * Starts the service in this process.
   *
   * @throws IOException if its data directory cannot be used
   */
  public static SimulatedService start(ServiceSettings settings) throws IOException {
    return SimulatedService.start(new OrderService(), settings);
  }

  @Override
  public String name() {
    return "order";
  }

  @Override
  public ServiceAnswer answer(SimulatedWorld world, ServiceCommand command, Instant now) {
    if (!command.type().equals("switchboard.order.get-status.v1")) {
      return ServiceAnswer.refused("UNKNOWN_COMMAND", now);
    }
    return world
        .order(command.body().getOrDefault("orderId", ""))
        .map(order -> ServiceAnswer.of(facts(order), now))
        .orElseGet(() -> ServiceAnswer.refused("ORDER_NOT_FOUND", now));
  }

  private static Map<String, String> facts(Order order) {
    return Map.of(
        "status", order.status().name(),
        "restaurant", order.restaurant(),
        "placedAt", order.placedAt().toString(),
        "items", String.valueOf(order.items()));
  }
}
