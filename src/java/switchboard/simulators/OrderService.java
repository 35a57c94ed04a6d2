package switchboard.simulators;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Knows the orders: {@code get-status}, {@code mark-delivered} and {@code hold}, with {@code
 * revert-delivered} and {@code release-hold} to take them back.
 */
public final class OrderService implements ServiceRules {
  OrderService() {}

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
  public Set<String> questions() {
    return Set.of("get-status");
  }

  @Override
  public Map<String, String> compensations() {
    return Map.of("revert-delivered", "mark-delivered", "release-hold", "hold");
  }

  @Override
  public String eventType() {
    return "switchboard.order.status-changed.v1";
  }

  @Override
  public ServiceAnswer answer(World world, String name, ServiceCommand command, Instant now) {
    var orderId = command.field("orderId");
    var made = world.made().order(orderId);
    if (made.isEmpty()) {
      return ServiceAnswer.refused("ORDER_NOT_FOUND", now);
    }
    var facts = facts(made.get(), world.changes());
    return switch (name) {
      case "get-status" -> ServiceAnswer.of(facts, now);
      case "mark-delivered" ->
          facts.get("status").equals(Order.Status.CANCELLED.name())
              ? ServiceAnswer.refused("ORDER_CANCELLED", now)
              : ServiceAnswer.of(Map.of("status", Order.Status.DELIVERED.name()), now);
      case "hold" -> ServiceAnswer.of(Map.of("held", "true", "status", facts.get("status")), now);
      default -> ServiceAnswer.refused("UNKNOWN_COMMAND", now);
    };
  }

  private static Map<String, String> facts(Order order, Overlay changes) {
    var facts = new HashMap<String, String>();
    facts.put("status", order.status().name());
    facts.put("restaurant", order.restaurant());
    facts.put("placedAt", order.placedAt().toString());
    facts.put("items", String.valueOf(order.items()));
    for (var change : changes.ofOrder(order.id())) {
      switch (change.command()) {
        case "mark-delivered" -> facts.put("status", Order.Status.DELIVERED.name());
        case "hold" -> {
          facts.put("held", "true");
          facts.put("problem", change.about().getOrDefault("problem", ""));
        }
        case Overlay.EVENT -> facts.putAll(change.facts());
        default -> throw new IllegalStateException("Not an order's change: " + change.command());
      }
    }
    return facts;
  }
}
