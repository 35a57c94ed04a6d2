package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {
  @Test
  void aServiceTakesWhatItDoesNotSayFromTheDefaults() {
    var settings =
        read("payments { url = \"https://pay:8443/api\", breaker.window = 50, timeout = 7 s }");
    var payments = settings.services().get("payments");
    assertThat(payments.url()).contains(URI.create("https://pay:8443/api"));
    assertThat(payments.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(payments.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(payments.breaker())
        .isEqualTo(new HttpSettings.Breaker(50, 50, 10, Duration.ofSeconds(5), 3));
    assertThat(payments.concurrent()).isEqualTo(64);
    assertThat(payments.perSecond()).isEqualTo(200);
  }

  @Test
  void asItIsNothingIsCalled() {
    assertThat(read("").services()).containsOnlyKeys("payments");
    assertThat(read("").services().get("payments").url()).isEmpty();
  }

  @Test
  void everyErrorIsSaidAtOnce() {
    assertThat(
            problem(
                """
                defaults { rate.per-second = 0, breaker.open-for = soon }
                payments { url = "ftp://x", timeout = 0 s, breaker.failure-rate = 101, retries = 3 }
                Orders { url = "" }
                plain = 5
                """))
        .containsExactlyInAnyOrder(
            "switchboard.services.defaults.rate.per-second: must be a whole number from 1 to"
                + " 1000000",
            "switchboard.services.defaults.breaker.open-for: must be a time above 0, at most"
                + " 3600000 ms",
            "switchboard.services.payments.url: must be http:// or https://, a host, and perhaps a"
                + " port and a path; nothing more",
            "switchboard.services.payments.timeout: must be a time above 0, at most 300000 ms",
            "switchboard.services.payments.breaker.failure-rate: must be a number above 0, at most"
                + " 100",
            "switchboard.services.payments.retries: there is no such key",
            "switchboard.services.Orders: a service's name is 1 to 32 of a-z 0-9 -",
            "switchboard.services.plain: must be a section, { url = \"...\" }");
  }

  @Test
  void oneLimitCannotPassAnother() {
    assertThat(problem("payments { timeout = 500 ms }"))
        .containsExactly(
            "switchboard.services.defaults.connect-timeout: must be a time above 0, at most 500"
                + " ms");
    assertThat(problem("payments { breaker { window = 5 } }"))
        .containsExactly(
            "switchboard.services.defaults.breaker.minimum-calls: must be a whole number from 1 to"
                + " 5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payments",
        "payments:80",
        "//host",
        "http://",
        "http:///path",
        "http://a b",
        "http://user:secret@host",
        "http://host?q=1",
        "http://host#f",
        "http://host:0",
        "http://host:70000",
        "file:///etc/passwd"
      })
  void whatIsNoUrlOfAServiceIsRefused(String url) {
    assertThat(problem("payments.url = \"" + url + "\"")).hasSize(1);
  }

  private static String[] problem(String section) {
    var thrown = catchThrowable(() -> read(section));
    assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
    return thrown.getMessage().split("\n");
  }

  private static HttpSettings read(String section) {
    return HttpSettings.from(
        ConfigFactory.parseString("switchboard.services {" + section + "}")
            .withFallback(ConfigFactory.parseResources("services.conf"))
            .resolve());
  }
}
