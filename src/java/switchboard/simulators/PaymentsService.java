package switchboard.simulators;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Knows the payouts: {@code switchboard.payments.get-payout.v1} with {@code partnerId}. */
public final class PaymentsService implements ServiceRules {
  private PaymentsService() {}

  /**
   * Starts the service in this process.
   *
   * @throws IOException if its data directory cannot be used
   */
  public static SimulatedService start(ServiceSettings settings) throws IOException {
    return SimulatedService.start(new PaymentsService(), settings);
  }

  @Override
  public String name() {
    return "payments";
  }

  @Override
  public ServiceAnswer answer(SimulatedWorld world, ServiceCommand command, Instant now) {
    var partner = command.body().getOrDefault("partnerId", "");
    if (!command.type().equals("switchboard.payments.get-payout.v1")) {
      return ServiceAnswer.refused("UNKNOWN_COMMAND", now);
    }
    if (partner.isBlank()) {
      return ServiceAnswer.refused("PARTNER_NOT_FOUND", now);
    }
    return ServiceAnswer.of(
        Map.of("amount", String.valueOf(world.payout(partner)), "currency", "INR"), now);
  }
}
