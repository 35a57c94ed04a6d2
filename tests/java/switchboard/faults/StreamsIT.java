package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import switchboard.local.Progress;
import switchboard.ops.bench.StreamsBench;

/** What attached streams cost a node: its figures are printed. */
@Tag("faults")
class StreamsIT {
  private static final long HELD_BY_A_STALLED_READER = 4L << 20;

  @Test
  void idleStreamsAreSmallAndAStalledReaderCostsBoundedMemoryAndThenGetsAllInOrder()
      throws Exception {
    var settings = new StreamsBench.Settings(Scale.of(500, 10_000), 500, Scale.of(20, 300), 50);
    var report = new StreamsBench(settings, new Silent(), new PrintWriter(System.out, true)).run();
    System.out.println(report.toPrettyString());
    var idle = report.path("idle");
    assertThat(idle.path("broken").asInt()).isZero();
    assertThat(idle.path("bytesPerStream").asDouble()).isLessThan(32_768);
    var stalled = report.path("stalled");
    assertThat(stalled.path("inOrder").asBoolean()).isTrue();
    assertThat(stalled.path("readWhileStalled").asLong()).isEqualTo(1);
    assertThat(stalled.path("lastSequence").asLong()).isGreaterThan(stalled.path("turns").asLong());
    assertThat(stalled.path("heapOfTheReader").asLong()).isLessThan(HELD_BY_A_STALLED_READER);
  }

  private static final class Silent implements Progress {
    @Override
    public void started(String part, long pid) {}

    @Override
    public void ready(String part, String address, long pid, Duration took) {}

    @Override
    public void died(String part, int exitCode, Duration startedAgainIn, String log) {}

    @Override
    public void stopping(String part) {}
  }
}
