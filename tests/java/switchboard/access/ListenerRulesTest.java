package switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.access.ListenerRules.Listener;

class ListenerRulesTest {
  private static Listener listener(String host, boolean isGuarded) {
    return new Listener("workers", "switchboard.workers.host", host, isGuarded, "set a lock");
  }

  private static Config with(String... settings) {
    return ConfigFactory.parseString(String.join("\n", settings))
        .withFallback(ConfigFactory.load("switchboard.conf"))
        .resolve();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LOCALHOST"})
  void onLoopbackNobodyNeedsToBeAsked(String host) {
    assertThat(ListenerRules.problems(List.of(listener(host, false)), List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "::",
        "10.1.2.3",
        "192.168.1.1",
        "::ffff:10.1.2.3",
        "example.org",
        "",
        "0",
        "127.0.0.1.example.org",
        "localhost.example.org"
      })
  void elsewhereSomebodyMust(String host) {
    assertThat(ListenerRules.problems(List.of(listener(host, false)), List.of()))
        .containsExactly(
            "switchboard.workers.host is "
                + host
                + ", beyond loopback, and nobody is asked who he is: set a lock; or say that it is"
                + " meant so by workers in switchboard.security.open");
    assertThat(ListenerRules.problems(List.of(listener(host, true)), List.of())).isEmpty();
    assertThat(ListenerRules.problems(List.of(listener(host, false)), List.of("workers")))
        .isEmpty();
  }

  @Test
  void aNameThatIsNoListenersIsRefused() {
    assertThat(ListenerRules.problems(List.of(listener("::1", false)), List.of("worker")))
        .containsExactly("switchboard.security.open names worker, but must name some of workers");
  }

  @Test
  void whatIsDeliveredListensOnLoopback() {
    assertThatCode(() -> ListenerRules.check(with())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "front-door, switchboard.front-door.host",
    "workers, switchboard.workers.host",
    "operations, switchboard.operations.host",
    "management, pekko.management.http.hostname",
    "management, pekko.management.http.bind-hostname",
    "remoting, pekko.remote.artery.canonical.hostname",
    "remoting, pekko.remote.artery.bind.hostname"
  })
  void everyListenerIsLookedAt(String name, String key) {
    var beyond = key + " = \"10.1.2.3\"";
    assertThatThrownBy(() -> ListenerRules.check(with(beyond)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + " is 10.1.2.3, beyond loopback")
        .hasMessageEndingWith(name + " in switchboard.security.open")
        .hasMessageNotContaining("\n");
    assertThatCode(
            () -> ListenerRules.check(with(beyond, "switchboard.security.open = [" + name + "]")))
        .doesNotThrowAnyException();
  }

  @Test
  void whoAsksForCredentialsMayListenAnywhere() {
    assertThatCode(
            () ->
                ListenerRules.check(
                    with(
                        "switchboard.front-door.host = \"0.0.0.0\"",
                        "switchboard.front-door.authentication.kind = required",
                        "switchboard.front-door.authentication.keys-file = keys")))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                ListenerRules.check(
                    with(
                        "switchboard.operations.host = \"0.0.0.0\"",
                        "switchboard.workers.host = \"0.0.0.0\"",
                        "pekko.remote.artery.canonical.hostname = \"10.1.2.3\"",
                        "switchboard.tls.authority-file = \"ca.pem\"")))
        .doesNotThrowAnyException();
  }
}
