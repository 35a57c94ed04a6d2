package switchboard.ops;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.RunningSystem;
import switchboard.ops.demo.Demo;

/** {@code switchboard demo}. */
@Command(
    name = "demo",
    description = {
      "Plays a scripted conversation through the whole system and checks what came of it: a"
          + " question"
          + " about an order, acknowledged at once; a second one answered while the first is worked"
          + " on; an interim update; the complete update, pushed; and the same session read"
          + " from the"
          + " middle through another node.",
      "The story two-channels: asked in the app, followed up on the phone, where the order is known"
          + " without being named.",
      "Uses the system that `up` runs from --data; where none runs, starts one with three"
          + " nodes in a"
          + " temporary directory and stops it afterwards."
    },
    exitCodeList = {
      "0:all of it came true, in every run",
      "1:something did not; a line that starts with FAILED names it",
      "2:the command line was not understood"
    })
public final class DemoCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "STORY",
      defaultValue = "order-status",
      description = "order-status or two-channels; default: ${DEFAULT-VALUE}")
  private String story;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Orders, delays and the moment of the kill are drawn from it")
  private long seed;

  @Option(
      names = "--kill",
      description = "Kills the node that holds the session between question and answer (SIGKILL)")
  private boolean kill;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Plays it so often, with the seeds that follow")
  private int runs;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".switchboard",
      description = "Data directory of the system to use")
  private Path data;

  @Override
  public Integer call() throws InterruptedException {
    var told =
        Demo.StoryName.of(story)
            .orElseThrow(() -> new CommandFailure("no such story: order-status or two-channels"));
    if (kill && told == Demo.StoryName.TWO_CHANNELS) {
      throw new CommandFailure("--kill goes with the story order-status only");
    }
    var out = spec.commandLine().getOut();
    try (var system =
        RunningSystem.findOrStart(data, 3, seed, Map.of(), new PrintedProgress(out))) {
      return new Demo(system, out).run(told, seed, kill, runs) ? 0 : 1;
    }
  }
}
