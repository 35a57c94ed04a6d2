package switchboard.ops;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.client.RunningSystem;
import switchboard.ops.replay.Corpus;
import switchboard.ops.replay.ReplayReport;
import switchboard.ops.replay.Replayer;

/** {@code switchboard replay FILE}. */
@Command(
    name = "replay",
    description = {
      "Sends the user's turns of every dialogue in FILE to the echo agent, half of the"
          + " dialogues over"
          + " Converse and half with SendMessage, spread over all nodes, one request in ten twice;"
          + " then checks every transcript event by event. The last line has the counts.",
      "FILE is a JSON list of dialogues in the format of the Schema-Guided Dialogue"
          + " dataset, gzipped"
          + " or plain: dialogue_id, and turns with speaker and utterance.",
      "Uses the system that `up` runs from --data; where none runs, starts one in a temporary"
          + " directory and stops it afterwards."
    },
    exitCodeList = {
      "0:every transcript is right",
      "1:a transcript differs, or the replay could not be done",
      "2:the command line was not understood"
    })
public final class ReplayCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Dialogues, .json or .json.gz")
  private List<Path> files;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "16",
      description = "Dialogues under way at the same time, 1 or more")
  private int parallel;

  @Option(names = "--limit", paramLabel = "N", description = "Sends the first N dialogues only")
  private Integer limit;

  @Option(names = "--seed", defaultValue = "1", description = "Chooses the requests sent twice")
  private long seed;

  @Mixin private Target target;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Override
  public Integer call() throws InterruptedException {
    var dialogues = new ArrayList<Corpus.Dialogue>();
    files.forEach(file -> dialogues.addAll(Corpus.read(file)));
    var wanted =
        limit == null ? dialogues : dialogues.subList(0, Math.min(limit, dialogues.size()));
    if (parallel < 1) {
      throw new CommandFailure("--parallel is " + parallel + ": 1 or more is allowed");
    }
    if (target.addresses != null) {
      return replay(target.addresses, wanted);
    }
    // With JSON asked for, standard output is for the JSON alone.
    var progress = new PrintedProgress(output == Output.JSON ? err() : out());
    try (var system = RunningSystem.findOrStart(target.data, 3, seed, Map.of(), progress)) {
      return replay(system.state().frontDoors(), wanted);
    }
  }

  private int replay(List<String> frontDoors, List<Corpus.Dialogue> dialogues)
      throws InterruptedException {
    ReplayReport report;
    try (var doors = new FrontDoors(frontDoors)) {
      report = new Replayer(doors, parallel, seed).replay(dialogues);
    }
    if (output == Output.JSON) {
      out().println(report.json());
    } else {
      report.differences().forEach(difference -> out().println("DIFFERENT " + difference));
      out().println(report.line());
    }
    out().flush();
    return report.differences().isEmpty() ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
