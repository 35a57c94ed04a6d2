package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSettingsTest {
  @Test
  void theDefaultsAreThese() {
    var settings = KafkaSettings.from(ConfigFactory.load("switchboard"));
    assertThat(settings.replies().group()).isEqualTo("switchboard-sagas");
    assertThat(settings.events().group()).isEqualTo("switchboard-events");
    assertThat(settings.replies().parallelism()).isEqualTo(64);
    assertThat(settings.events().parallelism()).isEqualTo(32);
    assertThat(settings.replies().giveUp()).isEqualTo(5);
    assertThat(settings.replies().attempt().after(3)).isEqualTo(Duration.ofMillis(400));
    assertThat(settings.eventTenant()).isEmpty();
  }

  @Test
  void aTenantForEventsIsTaken() {
    assertThat(with("events.tenant", "acme").eventTenant()).contains("acme");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          events.tenant      | Acme Inc          | switchboard.kafka.events.tenant is no tenant
          events.group       | switchboard-sagas | switchboard.kafka.events.group is that of the rep
          replies.group      | ' '               | switchboard.kafka.replies.group is empty
          events.parallelism | 0                 | switchboard.kafka.events.parallelism must be 1
          events.give-up     | 0                 | switchboard.kafka.events.give-up must be 1
          replies.give-up    | 13                | switchboard.kafka.replies.give-up is 13 and would
          """)
  void aWrongValueIsNamedInOneLine(String key, String value, String said) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(said)
        .hasMessageNotContaining("\n");
  }

  private static KafkaSettings with(String key, String value) {
    return KafkaSettings.from(
        ConfigFactory.parseString("switchboard.kafka." + key + " = \"" + value + "\"")
            .withFallback(ConfigFactory.load("switchboard")));
  }
}
