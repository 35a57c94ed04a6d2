package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysCommandTest {
  private static final Pattern PRINTED =
      Pattern.compile(
          "The key, for the client; it is not shown again:\\R"
              + "sbk_(?<id>[a-z0-9]+)_(?<secret>[A-Za-z0-9_-]{43})\\R"
              + "The line for the nodes' keys-file:\\R"
              + "(?<line>(?<again>\\S+) (?<hash>[0-9a-f]{64}) .*)\\R");

  @Test
  void aKeyAndItsLineBelongTogetherAndTheLineHasNoSecret() throws Exception {
    var run =
        CommandRun.of(
            "keys",
            "new",
            "--tenant",
            "acme",
            "--subject",
            "asha",
            "--scope",
            "conversation,privacy");
    assertThat(run.exitCode()).as(run.err()).isZero();
    var printed = PRINTED.matcher(run.out());
    assertThat(printed.matches()).as(run.out()).isTrue();
    assertThat(printed.group("again")).isEqualTo(printed.group("id"));
    var digest = MessageDigest.getInstance("SHA-256");
    assertThat(printed.group("hash"))
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    digest.digest(printed.group("secret").getBytes(StandardCharsets.UTF_8))));
    assertThat(printed.group("line"))
        .endsWith(" tenant=acme subject=asha scopes=conversation,privacy")
        .doesNotContain(printed.group("secret"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void noTwoKeysAreTheSame() {
    var first = CommandRun.of("keys", "new", "--tenant", "acme", "--scope", "tenant");
    var second = CommandRun.of("keys", "new", "--tenant", "acme", "--scope", "tenant");
    assertThat(first.out().lines().toList().get(1))
        .isNotEqualTo(second.out().lines().toList().get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tenant ACME --scope tenant|1|no key was made: tenant=, 1 to 63 of a-z 0-9 -",
        "--tenant acme --scope conversation|1|the scope conversation is that of one subject",
        "--tenant acme --scope root|2|Invalid value for option '--scope'",
        "--tenant acme|2|Missing required option: '--scope=SCOPE'",
        "--scope tenant|2|Missing required option: '--tenant=TENANT'"
      })
  void whatMakesNoKeySaysWhy(String arguments, int exitCode, String why) {
    var run = CommandRun.of(("keys new " + arguments).split(" "));
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
  }
}
