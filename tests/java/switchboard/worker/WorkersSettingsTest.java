package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersSettingsTest {
  @Test
  void theBuiltInConfigurationIsRight() {
    var settings = with("");
    assertThat(settings.port()).isZero();
    assertThat(settings.reachedAt()).isEqualTo("127.0.0.1");
  }

  @Test
  void aDoorOnEveryInterfaceIsReachedAtTheNodesAddress() {
    assertThat(with("host = 0.0.0.0").reachedAt()).isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port = 70000",
        "host = \"\"",
        "heartbeat = 0 s",
        "heartbeat-timeout = 1 s",
        "stop-grace = 1 s",
        "most-workers = 0",
        "most-workers = 1001",
        "waiting-turns = -1",
        "accept-timeout = 0 s"
      })
  void aValueOutsideItsRangeIsNamed(String wrong) {
    assertThatThrownBy(() -> with(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("switchboard.workers." + wrong.substring(0, wrong.indexOf(' ')));
  }

  private static WorkersSettings with(String override) {
    return WorkersSettings.from(
        ConfigFactory.parseString(
                "switchboard.node.host = 10.1.2.3, switchboard.workers { " + override + " }")
            .withFallback(ConfigFactory.parseResources("workers.conf"))
            .resolve());
  }
}
