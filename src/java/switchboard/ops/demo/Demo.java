package switchboard.ops.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.RunningSystem;

/** Tells stories as often as asked, each time with a seed of its own. */
public final class Demo {
  /** Plays every story. */
  public static final String ALL = "all";

  /** What is played where nothing is named. */
  public static final String DEFAULT = "order-status";

  private static final Map<String, String> SHORT_TIMES =
      Map.of(
          "switchboard.delivery.order-status-deadline", "12 s",
          "switchboard.delivery.payout-status-deadline", "15 s",
          "switchboard.delivery.decision-within", "8 s");

  private static final Duration WHOLE_WITHIN = Duration.ofSeconds(120);

  private final RunningSystem system;
  private final PrintWriter out;

  public Demo(RunningSystem system, PrintWriter out) {
    this.system = system;
    this.out = out;
  }

  /** The names of all stories, and {@value #ALL}. */
  public static String names() {
    return Story.words().stream().collect(Collectors.joining(", ", "", " or " + ALL));
  }

  /**
   * Tells a story, or all of them, {@code runs} times with the seeds {@code seed}, {@code seed +
   * 1}, …
   *
   * @param name one of {@link #names}
   * @param kill whether the node that holds the session is killed; goes with {@value #DEFAULT} only
   * @return whether all of it came true every time
   * @throws CommandFailure if there is no such story, or it has no such node
   */
  public boolean run(String name, long seed, boolean kill, int runs) throws InterruptedException {
    var stories = stories(name, kill);
    int green = 0;
    try (var doors = system.frontDoors();
        var cluster = new ClusterWatch(system::state, doors)) {
      for (int run = 0; run < runs; run++) {
        for (var story : stories) {
          cluster.awaitWhole(WHOLE_WITHIN);
          out.printf("%s, run %d of %d, seed %d%n", story.word(), run + 1, runs, seed + run);
          green += once(story, doors, seed + run, kill) ? 1 : 0;
        }
      }
    }
    int all = runs * stories.size();
    out.printf("%d of %d runs came true%s%n", green, all, kill ? ", a node killed in each" : "");
    out.flush();
    return green == all;
  }

  /**
   * Configuration for a system that is started for a story: nobody shall wait long for what is to
   * come in time, or not. {@value #DEFAULT} takes the times that hold everywhere, since a node may
   * be killed in it.
   */
  public static Map<String, String> times(String name) {
    return name.equals(DEFAULT) ? Map.of() : SHORT_TIMES;
  }

  /**
   * Checks what is asked for before anything is started.
   *
   * @throws CommandFailure if there is no such story, or no node of it can be killed
   */
  public static void requireStory(String name, boolean kill) {
    stories(name, kill);
  }

  private static List<Story> stories(String name, boolean kill) {
    if (kill && !name.equals(DEFAULT)) {
      throw new CommandFailure("--kill goes with the story " + DEFAULT + " only");
    }
    return name.equals(ALL)
        ? List.of(Story.values())
        : List.of(
            Story.of(name)
                .orElseThrow(() -> new CommandFailure("no such story: it is one of " + names())));
  }

  private boolean once(Story story, FrontDoors doors, long seed, boolean kill)
      throws InterruptedException {
    try (var stage = new Stage(doors, system::state, seed, kill, out)) {
      story.tell(stage);
      var checks = stage.checks();
      checks.failures().forEach(failure -> out.println("  FAILED: " + failure));
      out.printf("  %d checks passed, %d failed%n", checks.passed(), checks.failures().size());
      out.flush();
      return checks.failures().isEmpty();
    }
  }
}
