package switchboard.simulators;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Knows the couriers: {@code switchboard.logistics.locate.v1} with {@code orderId}. */
public final class LogisticsService implements ServiceRules {
  private LogisticsService() {}

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
  public ServiceAnswer answer(SimulatedWorld world, ServiceCommand command, Instant now) {
    if (!command.type().equals("switchboard.logistics.locate.v1")) {
      return ServiceAnswer.refused("UNKNOWN_COMMAND", now);
    }
    var orderId = command.body().getOrDefault("orderId", "");
    if (world.order(orderId).isEmpty()) {
      return ServiceAnswer.refused("ORDER_NOT_FOUND", now);
    }
    return world
        .whereabouts(orderId)
        .map(place -> ServiceAnswer.of(facts(place), now))
        .orElseGet(() -> ServiceAnswer.refused("NOT_ON_THE_WAY", now));
  }

  private static Map<String, String> facts(Whereabouts place) {
    return Map.of(
        "courier", place.courier(),
        "latitude", String.valueOf(place.latitude()),
        "longitude", String.valueOf(place.longitude()),
        "etaMinutes", String.valueOf(place.etaMinutes()));
  }
}
