package switchboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a setting may be shown. */
class SecretsTest {
  private static final Defaults DEFAULTS = Defaults.load();

  private static String shown(String key, String value) {
    return Secrets.shown(DEFAULTS, key, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "switchboard.privacy.key-encryption-keys",
        "switchboard.privacy.key-encryption-key-file",
        "pekko.kafka.consumer.kafka-clients.ssl.key.password",
        "pekko.kafka.producer.kafka-clients.\"sasl.jaas.config\"",
        "pekko.kafka.producer.kafka-clients.ssl.keystore.key",
        "pekko.remote.artery.ssl.config-ssl-engine.trust-store-password",
        "switchboard.services.maps.api-key",
        "switchboard.services.maps.apiKey",
        "switchboard.services.maps.credentials.user",
        "switchboard.services.maps.auth",
        "switchboard.services.maps.basic.auth.user.info",
        "switchboard.services.maps.accessToken",
        "switchboard.services.maps.client_secret",
        "switchboard.services.maps.PassPhrase",
        "switchboard.kek"
      })
  void aKeyThatSoundsLikeASecretIsHidden(String key) {
    assertThat(shown(key, "hunter2")).isEqualTo(Secrets.HIDDEN);
    assertThat(shown(key, "[\"hunter2\"]")).isEqualTo(Secrets.HIDDEN);
    assertThat(shown(key, "")).as("that there is none is no secret").isEmpty();
  }

  @Test
  void aNumberATimeAndASwitchAreShownWhateverTheyAreCalled() {
    assertThat(shown("switchboard.session.memory.max-tokens", "4000")).isEqualTo("4000");
    assertThat(shown("switchboard.privacy.key-cache.time", "10 m")).isEqualTo("10 m");
    assertThat(shown("switchboard.redis.key-prefix", "sb")).isEqualTo("sb");
    assertThat(shown("switchboard.unknown.max-tokens", "4000")).isEqualTo(Secrets.HIDDEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://user:pa/ss@h:1/0|redis://(hidden)@h:1/0",
        "rediss://:p@ss@h:1|rediss://(hidden)@h:1",
        "redis://:a@h:1,redis://:b@i:2|redis://(hidden)@h:1,redis://(hidden)@i:2",
        "redis://h:1,redis://i:2|redis://h:1,redis://i:2",
        "[\"http://u:p@h/x\"]|[\"http://(hidden)@h/x\"]",
        "http://h/x?a=1&token=abc&b=2|http://h/x?a=1&token=(hidden)&b=2",
        "user=u password=\"p q\"; x=1|user=u password=(hidden); x=1",
        "mail me@example.org|mail me@example.org"
      })
  void theUsersPartOfAUriAndSecretsWithinAValueAreHidden(String value, String shown) {
    assertThat(shown("switchboard.services.maps.url", value)).isEqualTo(shown);
  }

  @Test
  void noSecretOfAWholeConfigurationIsAmongItsSettings() {
    var config =
        ConfigFactory.parseString(
                "switchboard.redis.uri = \"redis://u:S3CRET@h:1\"\n"
                    + "switchboard.privacy.key-encryption-keys = \"k1:S3CRET\"\n"
                    + "pekko.kafka.consumer.kafka-clients.sasl.jaas.config = \"x S3CRET\"\n"
                    + "switchboard.workers.agents.a.polite-reply = \"password: S3CRET\"")
            .withFallback(ConfigFactory.parseResources("switchboard.conf"));
    var settings = Setting.of(DEFAULTS, ConfigFactory.load(config), "");
    assertThat(settings).noneMatch(setting -> setting.value().contains("S3CRET"));
    assertThat(settings)
        .filteredOn(Setting::hidden)
        .extracting(Setting::key)
        .containsAll(
            List.of(
                "switchboard.redis.uri",
                "switchboard.privacy.key-encryption-keys",
                "pekko.kafka.consumer.kafka-clients.sasl.jaas.config",
                "switchboard.workers.agents.a.polite-reply"));
  }
}
