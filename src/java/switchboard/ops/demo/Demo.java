package switchboard.ops.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import switchboard.ops.Processes;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.RunningSystem;

/** Runs the story as often as asked, each time with a seed of its own. */
public final class Demo {
  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(120);

  private final RunningSystem system;
  private final PrintWriter out;

  /** What can be told. */
  public enum StoryName {
    ORDER_STATUS("order-status"),
    TWO_CHANNELS("two-channels");

    private final String word;

    StoryName(String word) {
      this.word = word;
    }

    /** The story with this name; empty if there is none. */
    public static Optional<StoryName> of(String word) {
      return Arrays.stream(values()).filter(story -> story.word.equals(word)).findFirst();
    }
  }

  public Demo(RunningSystem system, PrintWriter out) {
    this.system = system;
    this.out = out;
  }

  /**
   * Tells the story {@code runs} times with the seeds {@code seed}, {@code seed + 1}, …
   *
   * @return whether all of it came true every time
   */
  public boolean run(StoryName story, long seed, boolean kill, int runs)
      throws InterruptedException {
    int green = 0;
    try (var doors = new FrontDoors(system.state().frontDoors());
        var cluster = new ClusterWatch(system::state, doors)) {
      for (int run = 0; run < runs; run++) {
        cluster.awaitWhole(WHOLE_WITHIN);
        green += once(story, doors, seed + run, kill, run + 1, runs) ? 1 : 0;
      }
    }
    out.printf("%d of %d runs came true%s%n", green, runs, kill ? ", a node killed in each" : "");
    out.flush();
    return green == runs;
  }

  private boolean once(
      StoryName story, FrontDoors doors, long seed, boolean kill, int run, int runs)
      throws InterruptedException {
    long world = system.state().seed();
    var script = Script.draw(seed, orderId -> Processes.orderStatus(world, orderId));
    dial(script);
    out.printf(
        "Run %d of %d, seed %d: order %s; the order service answers in %s ms, logistics in %s ms%n",
        run,
        runs,
        seed,
        script.orderId(),
        script.orderLatency().dial(),
        script.logisticsLatency().dial());
    out.flush();
    var checks =
        switch (story) {
          case ORDER_STATUS -> Story.tell(script, doors, system::state, kill, out);
          case TWO_CHANNELS -> TwoChannels.tell(script, doors, out);
        };
    checks.failures().forEach(failure -> out.println("  FAILED: " + failure));
    out.printf("  %d checks passed, %d failed%n", checks.passed(), checks.failures().size());
    out.flush();
    return checks.failures().isEmpty();
  }

  private void dial(Script script) {
    var simulators = Path.of(system.state().data()).resolve("simulators");
    Processes.dial(simulators.resolve("order"), List.of("--latency", script.orderLatency().dial()));
    Processes.dial(
        simulators.resolve("logistics"), List.of("--latency", script.logisticsLatency().dial()));
  }
}
