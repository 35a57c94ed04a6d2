package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BucketWatchTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long START = Long.MAX_VALUE - 1_000; // wherever nanoTime stands
  private final BucketWatch watch = new BucketWatch(START);

  @Test
  void aBucketIsLookedAtFirstThingAndThenEveryFewSeconds() {
    assertThat(begins(0)).isTrue();
    watch.looked();
    assertThat(begins(4_999)).isFalse();
    assertThat(begins(5_000)).isTrue();
  }

  @Test
  void noLookBeginsWhileOneIsUnderWay() {
    begins(0);
    assertThat(begins(60_000)).isFalse();
    watch.looked();
    assertThat(begins(60_000)).isTrue();
  }

  @Test
  void aDeadlineThatWasToldIsLookedForWhenItIsDueAndNotBefore() {
    looked();
    watch.expect(NOW.plusMillis(2_000));
    watch.expect(NOW.plusMillis(3_000));
    assertThat(begins(2_000)).isFalse();
    assertThat(begins(2_000 + BucketWatch.GRACE.toMillis())).isTrue();
  }

  @Test
  void whatIsToldDuringALookIsNotForgotten() {
    begins(0);
    watch.expect(NOW.plusMillis(1_000));
    watch.looked();
    assertThat(begins(999)).isFalse();
    assertThat(begins(1_200)).isTrue();
  }

  @Test
  void lookedForAtMostSoOften() {
    looked();
    watch.expect(NOW.minusSeconds(60));
    assertThat(begins(BucketWatch.PAUSE.toMillis() - 1)).isFalse();
    assertThat(begins(BucketWatch.PAUSE.toMillis())).isTrue();
  }

  @Test
  void aFailedLookIsRepeatedAfterThePause() {
    begins(0);
    watch.failed();
    assertThat(begins(BucketWatch.PAUSE.toMillis() - 1)).isFalse();
    assertThat(begins(BucketWatch.PAUSE.toMillis())).isTrue();
  }

  @Test
  void aClockThatIsSetBackDelaysNothingBeyondTheNextSweep() {
    looked();
    watch.expect(NOW.plusMillis(1_000));
    assertThat(watch.begins(nanos(4_000), NOW.minusSeconds(3_600))).isFalse();
    assertThat(watch.begins(nanos(5_000), NOW.minusSeconds(3_600))).isTrue();
  }

  @Test
  void aLookSeesBeyondTheNextSweep() {
    assertThat(BucketWatch.HORIZON).isGreaterThan(BucketWatch.SWEEP_EVERY);
  }

  private void looked() {
    begins(0);
    watch.looked();
  }

  /** So many milliseconds later, by both clocks. */
  private boolean begins(long millis) {
    return watch.begins(nanos(millis), NOW.plusMillis(millis));
  }

  private static long nanos(long millis) {
    return START + Duration.ofMillis(millis).toNanos();
  }
}
