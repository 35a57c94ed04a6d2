package switchboard.simulators;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Knows the payouts: {@code get-payout} and {@code credit-delivery}, with {@code reverse-credit} to
 * take it back. A partner's payout is what the seed says and the credits that stand.
 */
public final class PaymentsService implements ServiceRules {
  PaymentsService() {}

  /**
   * Starts the service in this process.
   *
   * @throws IOException if its data directory or its HTTP address cannot be used
   */
  public static SimulatedService start(ServiceSettings settings) throws IOException {
    return SimulatedService.start(new PaymentsService(), settings);
  }

  @Override
  public String name() {
    return "payments";
  }

  @Override
  public Set<String> questions() {
    return Set.of("get-payout");
  }

  @Override
  public Map<String, String> compensations() {
    return Map.of("reverse-credit", "credit-delivery");
  }

  @Override
  public String eventType() {
    return "";
  }

  @Override
  public ServiceAnswer answer(World world, String name, ServiceCommand command, Instant now) {
    var partner = command.field("partnerId");
    if (!world.made().isPartner(partner)) {
      return ServiceAnswer.refused("PARTNER_NOT_FOUND", now);
    }
    return switch (name) {
      case "get-payout" -> rupees(payout(world, partner), now);
      case "credit-delivery" -> {
        var order = world.made().order(command.field("orderId"));
        yield order.isEmpty()
            ? ServiceAnswer.refused("ORDER_NOT_FOUND", now)
            : rupees(world.made().credit(order.get().id()), now);
      }
      default -> ServiceAnswer.refused("UNKNOWN_COMMAND", now);
    };
  }

  private static int payout(World world, String partner) {
    return world.made().payout(partner)
        + world.changes().ofPartner(partner).stream()
            .mapToInt(credit -> Integer.parseInt(credit.facts().get("amount")))
            .sum();
  }

  private static ServiceAnswer rupees(int amount, Instant now) {
    return ServiceAnswer.of(Map.of("amount", String.valueOf(amount), "currency", "INR"), now);
  }
}
