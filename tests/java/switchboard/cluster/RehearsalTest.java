package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node says to itself before it serves. */
class RehearsalTest {
  private static Config messages(int messages) {
    return ConfigFactory.parseString("switchboard.node.rehearsal = " + messages)
        .withFallback(ConfigFactory.load("switchboard.conf"));
  }

  @Test
  void everyMessageIsAnsweredAndSessionsRecoverBetweenThem() {
    assertThat(Rehearsal.hold(messages(61))).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(120);
  }

  @Test
  void noneIsSaidUnlessItIsAskedFor() {
    assertThat(Rehearsal.hold(ConfigFactory.load("switchboard.conf"))).isCompletedWithValue(0);
  }

  @Test
  void aNumberThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> Rehearsal.messages(messages(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("switchboard.node.rehearsal must be 0 to 100000");
  }
}
