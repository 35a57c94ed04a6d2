package switchboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeliverySettingsTest {
  private static DeliverySettings with(String overrides) {
    return DeliverySettings.from(
        ConfigFactory.parseString(overrides)
            .withFallback(ConfigFactory.parseResources("delivery.conf"))
            .resolve());
  }

  @Test
  void theDefaultsAreThese() {
    assertThat(with(""))
        .isEqualTo(
            new DeliverySettings(
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30)));
  }

  @Test
  void aUserHasTheTimeToDecideBeforeAReportedProblemIsTakenBack() {
    assertThatThrownBy(() -> with("switchboard.delivery.decision-within = 5m"))
        .hasMessageContaining("longer than decision-within");
  }

  @Test
  void timesThatCannotBeAreNamed() {
    assertThatThrownBy(() -> with("switchboard.delivery.payout-status-deadline = 0s"))
        .hasMessageContaining("payout-status-deadline");
    assertThatThrownBy(() -> with("switchboard.delivery.fresh-for = -1s"))
        .hasMessageContaining("fresh-for");
    assertThat(with("switchboard.delivery.fresh-for = 0s").freshFor()).isZero();
  }

  @Test
  void everySagaThatTheAgentStartsHasAPlan() {
    assertThat(DeliverySagas.plans(with("")))
        .containsOnlyKeys("order_status", "mark_delivered", "report_problem", "payout_status");
  }
}
