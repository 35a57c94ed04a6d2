package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often something happens, on average over the last 10 to 20 s. */
class MeterTest {
  private final Meter meter = new Meter("7");

  private static long at(double seconds) {
    return (long) (seconds * 1e9);
  }

  private void count(int times, double seconds) {
    for (int i = 0; i < times; i++) {
      meter.count(at(seconds));
    }
  }

  @Test
  void itIsTheMeanOfTheSlotBeforeAndTheCurrentOne() {
    count(100, 5);
    count(50, 12);
    assertThat(meter.perSecond(at(15))).isCloseTo(10, within(1e-9));
    assertThat(meter.perSecond(at(19.9))).isCloseTo(150 / 19.9, within(1e-9));
  }

  @Test
  void whatIsOldIsForgotten() {
    count(100, 5);
    assertThat(meter.perSecond(at(20))).isZero();
    count(100, 25);
    assertThat(meter.perSecond(at(99))).isZero();
    assertThat(meter.shard()).isEqualTo("7");
  }

  @Test
  void clocksThatBeganBelowZeroCountTheSame() {
    long begin = -Duration.ofSeconds(35).toNanos();
    for (int i = 0; i < 30; i++) {
      meter.count(begin);
    }
    assertThat(meter.perSecond(begin + at(1))).isCloseTo(30 / 16.0, within(1e-9));
  }
}
