package switchboard.delivery;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What is configured under {@code switchboard.delivery}; see delivery.conf for the meaning of each.
 *
 * @throws IllegalArgumentException if a deadline is not positive, the age of what is known is
 *     negative, or a reported problem would end before the user has had the time to decide
 */
public record DeliverySettings(
    Duration orderStatusDeadline,
    Duration markDeliveredDeadline,
    Duration reportProblemDeadline,
    Duration payoutStatusDeadline,
    Duration decisionWithin,
    Duration freshFor) {
  public DeliverySettings {
    positive("order-status-deadline", orderStatusDeadline);
    positive("mark-delivered-deadline", markDeliveredDeadline);
    positive("report-problem-deadline", reportProblemDeadline);
    positive("payout-status-deadline", payoutStatusDeadline);
    positive("decision-within", decisionWithin);
    if (freshFor.isNegative()) {
      throw new IllegalArgumentException("switchboard.delivery.fresh-for must be 0 or more");
    }
    if (reportProblemDeadline.compareTo(decisionWithin) <= 0) {
      throw new IllegalArgumentException(
          "switchboard.delivery.report-problem-deadline must be longer than decision-within");
    }
  }

  /** Reads the section from the whole configuration. */
  public static DeliverySettings from(Config config) {
    var delivery = config.getConfig("switchboard.delivery");
    return new DeliverySettings(
        delivery.getDuration("order-status-deadline"),
        delivery.getDuration("mark-delivered-deadline"),
        delivery.getDuration("report-problem-deadline"),
        delivery.getDuration("payout-status-deadline"),
        delivery.getDuration("decision-within"),
        delivery.getDuration("fresh-for"));
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("switchboard.delivery." + key + " must be more than 0");
    }
  }
}
