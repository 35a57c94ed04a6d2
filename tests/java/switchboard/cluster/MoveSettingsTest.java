package switchboard.cluster;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoveSettingsTest {
  private static MoveSettings with(String setting) {
    return MoveSettings.from(
        ConfigFactory.parseString("switchboard.cluster { " + setting + " }")
            .withFallback(ConfigFactory.parseResources("switchboard.conf"))
            .resolve());
  }

  @Test
  void whatIsShippedIsValid() {
    assertThat(with(""))
        .isEqualTo(new MoveSettings(ofSeconds(10), ofSeconds(30), ofSeconds(3), 4, ofSeconds(15)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "settle = -1 s",
        "slow-start.for = -1 s",
        "slow-start.pause = -1 s",
        "leaving.shards-at-once = 0",
        "leaving.within = -1 s"
      })
  void whatMakesNoSenseIsRefusedByItsName(String setting) {
    assertThatThrownBy(() -> with(setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("switchboard.cluster." + setting.split(" ")[0]);
  }
}
