package switchboard.simulators;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Knows the couriers: {@code locate}, {@code release-courier} and {@code open-ticket}, with {@code
 * reassign-courier} and {@code cancel-ticket} to take them back.
 */
public final class LogisticsService implements ServiceRules {
  LogisticsService() {}

  /**
   * Starts the service in this process.
   *
   * @throws IOException if its data directory cannot be used
   */
  public static SimulatedService start(ServiceSettings settings) throws IOException {
    return SimulatedService.start(new LogisticsService(), settings);
  }

  @Override
  public String name() {
    return "logistics";
  }

  @Override
  public Set<String> questions() {
    return Set.of("locate");
  }

  @Override
  public Map<String, String> compensations() {
    return Map.of("reassign-courier", "release-courier", "cancel-ticket", "open-ticket");
  }

  @Override
  public String eventType() {
    return "switchboard.logistics.courier-moved.v1";
  }

  @Override
  public ServiceAnswer answer(World world, String name, ServiceCommand command, Instant now) {
    var orderId = command.field("orderId");
    if (world.made().order(orderId).isEmpty()) {
      return ServiceAnswer.refused("ORDER_NOT_FOUND", now);
    }
    return switch (name) {
      case "locate" -> {
        var place = place(world, orderId);
        yield place.isEmpty()
            ? ServiceAnswer.refused("NOT_ON_THE_WAY", now)
            : ServiceAnswer.of(place, now);
      }
      // Also for an order without a courier: what is asked for is true then already.
      case "release-courier" -> ServiceAnswer.of(Map.of("released", "true"), now);
      case "open-ticket" ->
          ServiceAnswer.of(Map.of("ticket", world.made().ticket(command.stepKey())), now);
      default -> ServiceAnswer.refused("UNKNOWN_COMMAND", now);
    };
  }

  private static Map<String, String> place(World world, String orderId) {
    var facts = new HashMap<String, String>();
    world.made().whereabouts(orderId).ifPresent(place -> facts.putAll(facts(place)));
    for (var change : world.changes().ofOrder(orderId)) {
      switch (change.command()) {
        case "release-courier" -> facts.clear();
        case "open-ticket" -> {} // A ticket moves nobody.
        case Overlay.EVENT -> facts.putAll(change.facts());
        default -> throw new IllegalStateException("Not logistics' change: " + change.command());
      }
    }
    return facts;
  }

  private static Map<String, String> facts(Whereabouts place) {
    return Map.of(
        "courier", place.courier(),
        "latitude", String.valueOf(place.latitude()),
        "longitude", String.valueOf(place.longitude()),
        "etaMinutes", String.valueOf(place.etaMinutes()));
  }
}
