package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ThreadWatchTest {
  @Test
  void whoAsksDuringAWatchGetsWhatItSeesAndTheNextOneAsksAnew() throws Exception {
    var looks = new AtomicInteger();
    var watch =
        new ThreadWatch(
            work -> {
              looks.incrementAndGet();
              work.run();
            });
    var first = watch.pools(100);
    var second = watch.pools(1);
    assertThat(first.get(10, TimeUnit.SECONDS).getPoolsList())
        .anyMatch(pool -> pool.getThreads() > 0);
    assertThat(second.get(10, TimeUnit.SECONDS).getPoolsList())
        .hasSize(1)
        .first()
        .isEqualTo(first.get().getPools(0));
    assertThat(looks).hasValue(1);
    watch.pools(1).get(10, TimeUnit.SECONDS);
    assertThat(looks).hasValue(2);
  }
}
