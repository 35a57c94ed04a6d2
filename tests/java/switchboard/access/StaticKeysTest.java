package switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.access.Tokens.Checked;

class StaticKeysTest {
  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path dir;

  private static StaticKey.Made key(String subject, Scope... scopes) {
    return StaticKey.make(RANDOM, "acme", Optional.of(subject), Set.of(scopes));
  }

  private Path file(String... lines) throws Exception {
    return Files.writeString(dir.resolve("keys"), String.join("\n", lines) + "\n");
  }

  private static Checked check(Tokens keys, String token) {
    return keys.check(token).toCompletableFuture().resultNow();
  }

  private static boolean isGood(Tokens keys, String token) {
    return check(keys, token) instanceof Checked.Known;
  }

  @Test
  void aKeyStandsForWhatItsLineSays() throws Exception {
    var made = key("asha/{1}=2", Scope.CONVERSATION, Scope.PRIVACY);
    assertThat(made.key().line())
        .matches(
            "k[a-z0-9]{12,13} [0-9a-f]{64} tenant=acme subject=asha/\\{1}=2"
                + " scopes=conversation,privacy")
        .doesNotContain(made.secret());
    try (var keys = new StaticKeys(file("# who", "", "  " + made.key().line()), OFTEN)) {
      var known = (Checked.Known) check(keys, made.token());
      assertThat(known.caller().tenant()).isEqualTo("acme");
      assertThat(known.caller().subject()).contains("asha/{1}=2");
      assertThat(known.caller().scopes())
          .containsExactlyInAnyOrder(Scope.CONVERSATION, Scope.PRIVACY);
      assertThat(known.caller().name()).isEqualTo("key " + made.key().id());
      assertThat(known.caller().toString()).doesNotContain(made.secret());
    }
  }

  @Test
  void whatIsNotThatKeyIsRefused() throws Exception {
    var made = key("asha", Scope.TENANT);
    var other = key("asha", Scope.TENANT);
    var id = made.key().id();
    var wrong =
        List.of(
            "",
            "sbk_",
            "sbk_" + id,
            "sbk_" + id + "_",
            "sbk_" + id + "_" + other.secret(),
            "sbk_" + other.key().id() + "_" + made.secret(),
            "sbk_" + id + "_" + made.key().hash(),
            made.token() + "A",
            made.token().substring(0, made.token().length() - 1),
            made.token().toUpperCase(java.util.Locale.ROOT),
            made.secret(),
            "sbk_" + id + "_" + "A".repeat(10_000));
    try (var keys = new StaticKeys(file(made.key().line()), OFTEN)) {
      assertThat(isGood(keys, made.token())).isTrue();
      assertThat(wrong).noneMatch(token -> isGood(keys, token));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kabcd|a line is: ID SHA256",
        "K HASH tenant=acme scopes=tenant|the id must be 4 to 32",
        "kabcd 1234 tenant=acme scopes=tenant|the hash must be a SHA-256",
        "kabcd HASH scopes=tenant|tenant=, 1 to 63",
        "kabcd HASH tenant=ACME scopes=tenant|tenant=, 1 to 63",
        "kabcd HASH tenant=acme|scopes= is needed",
        "kabcd HASH tenant=acme scopes=|none of conversation, tenant, privacy",
        "kabcd HASH tenant=acme scopes=root|none of conversation, tenant, privacy",
        "kabcd HASH tenant=acme scopes=conversation|subject= is needed",
        "kabcd HASH tenant=acme subject=ä scopes=tenant|subject= must be",
        "kabcd HASH tenant=acme scopes=tenant more|word 5 is none of",
        "kabcd HASH tenant=acme tenant=globex scopes=tenant|word 4 is none of",
        "kabcd SECRET tenant=acme scopes=tenant|it holds a key itself",
        "kabcd TOKEN tenant=acme scopes=tenant|it holds a key itself"
      })
  void anEntryThatIsWeakOrMalformedIsNamedByFileAndLine(String line, String problem)
      throws Exception {
    var made = key("asha", Scope.TENANT);
    var written =
        line.replace("HASH", HASH).replace("SECRET", made.secret()).replace("TOKEN", made.token());
    var file = file("# first", written);
    assertThatThrownBy(() -> new StaticKeys(file, OFTEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ":2: ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining(made.secret());
  }

  @Test
  void anIdThatComesTwiceIsRefused() throws Exception {
    var line = key("asha", Scope.TENANT).key().line();
    var file = file(line, line);
    assertThatThrownBy(() -> new StaticKeys(file, OFTEN))
        .hasMessage(file + ":2: an earlier line has the same id");
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> new StaticKeys(dir.resolve("none"), OFTEN))
        .hasMessage("there is no readable file " + dir.resolve("none"));
  }

  @Test
  void aChangedFileHoldsWithoutARestartAndABrokenOneDoesNot() throws Exception {
    var first = key("asha", Scope.TENANT);
    var second = key("ravi", Scope.TENANT);
    var file = file(first.key().line());
    try (var keys = new StaticKeys(file, OFTEN)) {
      long before = keys.generation();
      file(first.key().line(), second.key().line());
      await().until(() -> isGood(keys, second.token()));
      assertThat(keys.generation()).isGreaterThan(before);
      file("this is no key");
      file(second.key().line() + " nor this");
      Files.delete(file);
      assertThat(isGood(keys, first.token())).isTrue();
      file(second.key().line());
      await().until(() -> !isGood(keys, first.token()));
      assertThat(isGood(keys, second.token())).isTrue();
      file();
      await().until(() -> !isGood(keys, second.token()));
    }
  }
}
