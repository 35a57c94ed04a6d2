package switchboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of all keys is what the files say. */
class ReferenceTest {
  @Test
  void thePageIsTheOneThatIsMadeOfTheFiles() throws Exception {
    assertThat(Files.readString(Path.of("docs", "configuration.md")))
        .as("run ./switchboard config reference > docs/configuration.md")
        .isEqualTo(Reference.page());
  }

  @Test
  void everyKeyOfOursIsOnItWithAnExplanation() {
    var page = Reference.page();
    var own = Defaults.load().own();
    var keys =
        own.entrySet().stream()
            .map(entry -> entry.getKey())
            .filter(key -> key.startsWith("switchboard."))
            .toList();
    assertThat(keys).hasSizeGreaterThan(100).allMatch(key -> page.contains("| `" + key + "` | "));
    assertThat(page)
        .contains(
            "| `switchboard.redis.command-timeout` | `\"2 s\"` | How long one command may take"
                + " before its outcome counts as unknown. |")
        .doesNotContain("||", "| |  |");
  }
}
