package switchboard.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.ops.client.RunningSystem;

/** Every story, one after the other, in one system of real processes. */
class DemoIT {
  private static final int NODES = 2;
  private static final long SEED = 7;

  private static final Progress QUIET =
      new Progress() {
        @Override
        public void started(String part, long pid) {}

        @Override
        public void ready(String part, String address, long pid, Duration after) {}

        @Override
        public void died(String part, int exitCode, Duration pause, String log) {}

        @Override
        public void stopping(String part) {}
      };

  @Test
  void everyStoryComesTrue() throws Exception {
    var plan =
        Plan.standard(RunningSystem.temporary(), NODES, Ports.free(NODES), SEED)
            .withNodeProperties(Demo.times(Demo.ALL));
    var printed = new StringWriter();
    try (var system = RunningSystem.start(plan, QUIET)) {
      var green = new Demo(system, new PrintWriter(printed)).run(Demo.ALL, SEED, false, 1);
      assertThat(printed.toString()).doesNotContain("FAILED:");
      assertThat(green).isTrue();
      assertThat(printed.toString()).contains("8 of 8 runs came true");
    }
  }
}
