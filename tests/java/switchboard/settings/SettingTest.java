package switchboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of a node, and where they come from. */
class SettingTest {
  private static final Defaults DEFAULTS = Defaults.load();

  @TempDir Path dir;

  private Config config() throws Exception {
    var file = Files.writeString(dir.resolve("my.conf"), "\nswitchboard.redis.repeat = 800 ms\n");
    var overrides = ConfigParseOptions.defaults().setOriginDescription(Origins.COMMAND_LINE);
    return ConfigFactory.parseString("switchboard.push.beat = 5 s", overrides)
        .withFallback(ConfigFactory.parseFile(file.toFile()))
        .withFallback(ConfigFactory.parseString("switchboard.node.host = ${PATH}"))
        .withFallback(ConfigFactory.parseResources("switchboard.conf"));
  }

  private String origin(String key) throws Exception {
    return Setting.of(DEFAULTS, ConfigFactory.load(config()), key).getFirst().origin();
  }

  @Test
  void everyValueSaysWhereItComesFrom() throws Exception {
    assertThat(origin("switchboard.push.beat")).isEqualTo("--set");
    assertThat(origin("switchboard.redis.repeat")).isEqualTo(dir.resolve("my.conf") + ":2");
    assertThat(origin("switchboard.redis.mode")).matches("redis\\.conf:\\d+ \\(built in\\)");
    assertThat(origin("switchboard.node.host")).isEqualTo("PATH");
    assertThat(origin("pekko.cluster.min-nr-of-members"))
        .matches("reference\\.conf:\\d+ \\(built in\\)");
  }

  @Test
  void withoutAPrefixPekkosOwnDefaultsAreLeftOut() throws Exception {
    var keys =
        Setting.of(DEFAULTS, ConfigFactory.load(config()), "").stream().map(Setting::key).toList();
    assertThat(keys)
        .isSorted()
        .contains("switchboard.redis.uri", "pekko.cluster.down-removal-margin")
        .doesNotContain("pekko.cluster.min-nr-of-members")
        .allMatch(key -> key.startsWith("switchboard.") || key.startsWith("pekko."));
    assertThat(keys.size()).isBetween(200, 500);
  }

  @Test
  void aPrefixIsAKeyOrASection() throws Exception {
    var config = ConfigFactory.load(config());
    assertThat(Setting.of(DEFAULTS, config, "switchboard.redis.transactions"))
        .extracting(Setting::key)
        .containsExactly(
            "switchboard.redis.transactions.connections", "switchboard.redis.transactions.wait");
    assertThat(Setting.of(DEFAULTS, config, "switchboard.red")).isEmpty();
    assertThat(Setting.of(DEFAULTS, config, "pekko.cluster").size()).isGreaterThan(100);
    assertThat(List.of("", "pekko", "switchboard", "pekko.cluster")).allMatch(Setting::isPrefix);
    assertThat(List.of("java", "user.home", "pekkox")).noneMatch(Setting::isPrefix);
  }
}
