package switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessSettingsTest {
  private static final String OWN = "switchboard.front-door.authentication";

  @TempDir Path dir;

  private static Config with(String authentication) {
    return ConfigFactory.parseString(OWN + " { " + authentication + " }")
        .withFallback(ConfigFactory.parseResources("front-door.conf"))
        .resolve();
  }

  @Test
  void asDeliveredNobodyIsAskedAndNobodyIsStarved() {
    var settings = AccessSettings.from(with(""));
    assertThat(settings.required()).isFalse();
    assertThat(settings.openReflection()).isFalse();
    assertThat(settings.quotas()).isEqualTo(new AccessSettings.Limits(20_000, 5_000, 50_000));
  }

  @Test
  void tokensComeFromAFileOrAServer() {
    var claims = new Claims("i", "a", Duration.ofSeconds(30));
    var file =
        AccessSettings.from(
            with("kind = required, jwt { jwks-file = k, issuer = i, audience = a }"));
    assertThat(file.tokens().orElseThrow().file()).contains(Path.of("k"));
    assertThat(file.tokens().orElseThrow().claims()).isEqualTo(claims);
    var server =
        AccessSettings.from(
            with(
                "kind = required, jwt { jwks-url = \"https://x.example/k\", issuer = i,"
                    + " audience = a }"));
    assertThat(server.tokens().orElseThrow().server()).hasToString("Optional[https://x.example/k]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind = maybe|.kind must be none or required, but is: maybe",
        "kind = required|.kind is required, so " + OWN + ".keys-file",
        "keys-file = k|.kind is none, but there are keys",
        "kind = required, keys-file = k, reload = 1 ms|.reload must be at least 100 ms",
        "kind = required, jwt { jwks-file = k, audience = a }|.jwt.issuer must say",
        "kind = required, jwt { jwks-file = k, issuer = i }|.jwt.audience must say",
        "kind = required, jwt { jwks-file = k, jwks-url = \"https://x.example\", issuer = i,"
            + " audience = a }|.jwt.jwks-file and jwks-url exclude each other",
        "kind = required, jwt { jwks-url = \"http://x.example/k\", issuer = i, audience = a }"
            + "|.jwt.jwks-url must be https://, or http:// on loopback",
        "kind = required, jwt { jwks-url = \"file:///k\", issuer = i, audience = a }"
            + "|.jwt.jwks-url must be https://",
        "kind = required, jwt { jwks-url = \":\", issuer = i, audience = a }|.jwt.jwks-url is no",
        "kind = required, keys-file = k, jwt.leeway = 6 m|.jwt.leeway must be 0 to 5 min",
        "kind = required, keys-file = k, jwt.refresh = 1 ms|.jwt.refresh must be at least 1 s"
      })
  void whatCannotBeMeantIsRefusedInOneLine(String authentication, String problem) {
    assertThatThrownBy(() -> AccessSettings.from(with(authentication)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(OWN + problem)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aFileThatIsMissingOrWrongIsNamedWithItsKey() throws Exception {
    var missing = dir.resolve("none");
    assertThatThrownBy(
            () ->
                AccessSettings.openFiles(with("kind = required, keys-file = \"" + missing + "\"")))
        .hasMessage(OWN + ": keys-file: there is no readable file " + missing);
    var wrong = Files.writeString(dir.resolve("keys"), "\nnothing\n");
    assertThatThrownBy(
            () -> AccessSettings.openFiles(with("kind = required, keys-file = \"" + wrong + "\"")))
        .hasMessageStartingWith(OWN + ": keys-file: " + wrong + ":2: a line is");
    assertThatThrownBy(
            () ->
                AccessSettings.openFiles(
                    with(
                        "kind = required, jwt { jwks-file = \""
                            + wrong
                            + "\", issuer = i, audience = a }")))
        .hasMessage(OWN + ": jwt.jwks-file: " + wrong + ": not a JSON Web Key Set (RFC 7517)");
  }
}
