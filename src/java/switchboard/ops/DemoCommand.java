package switchboard.ops;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "The other stories: asked in the app and followed up on the phone (two-channels); an order"
          + " that there is not (order-not-found); a service that stops to answer and comes back"
          + " (logistics-down); one that refuses, so that what was done is taken back"
          + " (payments-fails); a question in the middle of the work, answered and not answered"
          + " (decision); three things going on in one session (two-at-once); a change that nobody"
          + " asked for (unasked-update). all plays them one after the other.",
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

  @Option(
      names = "--story",
      paramLabel = "NAME",
      defaultValue = Demo.DEFAULT,
      description = "Which one; default: ${DEFAULT-VALUE}")
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
    var out = spec.commandLine().getOut();
    Demo.requireStory(story, kill);
    try (var system =
        RunningSystem.findOrStart(data, seed, Demo.times(story), new PrintedProgress(out))) {
      return new Demo(system, out).run(story, seed, kill, runs) ? 0 : 1;
    }
  }
}
