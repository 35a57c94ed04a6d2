package switchboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody may have meant. */
class NearestTest {
  private static final Defaults DEFAULTS = Defaults.load();

  @ParameterizedTest
  @CsvSource({
    "switchboard.redis.comand-timeout, switchboard.redis.command-timeout",
    "switchboard.redis.timeout, switchboard.redis.command-timeout",
    "switchboard.frontdoor.port, switchboard.front-door.port",
    "switchboard.push.page_size, switchboard.push.page-size",
    "switchboard.kafka.replies.groups, switchboard.kafka.replies.group",
    "switchboard.sesion, switchboard.session"
  })
  void theNearestKeyIsTheOneThatWasMeant(String written, String meant) {
    assertThat(Nearest.to(written, DEFAULTS.below("switchboard"))).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"kitten, sitting, 3", "a, a, 0", "'', abc, 3", "abc, '', 3"})
  void editsAreCounted(String one, String other, int edits) {
    assertThat(Nearest.edits(one, other)).isEqualTo(edits);
  }
}
