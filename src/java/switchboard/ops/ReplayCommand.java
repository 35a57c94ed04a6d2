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
import switchboard.ops.check.StateReport;
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
      "With --agent to another one: workers that answer as echo does, or as parrot does with"
          + " --check-state. Every turn must then be answered once, however often it was handed"
          + " out.",
      "With --check-state it plays every dialogue as chat layer and as agent: after each user turn"
          + " it sets the goals that the annotation says with UpdateContext, while a second writer"
          + " counts in the facts of the same session, and compares the goals of the document that"
          + " is then fetched with the annotation; where workers answer, once more when they have."
          + " When the sessions have left the memory all of it"
          + " is checked again, through another node, and from the bytes in Redis against a fold of"
          + " the journal.",
      "FILE is a JSON list of dialogues in the format of the Schema-Guided Dialogue"
          + " dataset, gzipped"
          + " or plain: dialogue_id, and turns with speaker, utterance and frames.",
      "Uses the system that `up` runs from --data; where none runs, starts one in a temporary"
          + " directory and stops it afterwards."
    },
    exitCodeList = {
      "0:every transcript, and every state, is right",
      "1:one differs, or the replay could not be done",
      "2:the command line was not understood"
    })
public final class ReplayCommand extends Verb {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Dialogues, .json or .json.gz")
  private List<Path> files;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "The sessions' agent; default: echo, with --check-state parrot")
  private String agent;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Dialogues under way at the same time; default: 16, with --check-state 64")
  private Integer parallel;

  @Option(names = "--limit", paramLabel = "N", description = "Sends the first N dialogues only")
  private Integer limit;

  @Option(names = "--seed", defaultValue = "1", description = "Chooses requests and nodes")
  private long seed;

  @Option(names = "--check-state", description = "Checks the goals after every turn")
  private boolean checkState;

  @Mixin private StateOptions state;

  @Mixin private Target target;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Override
  public Integer call() throws InterruptedException {
    var dialogues = new ArrayList<Corpus.Dialogue>();
    files.forEach(file -> dialogues.addAll(Corpus.read(file)));
    var wanted =
        limit == null ? dialogues : dialogues.subList(0, Math.min(limit, dialogues.size()));
    int atOnce = parallel != null ? parallel : checkState ? 64 : 16;
    if (atOnce < 1) {
      throw new CommandFailure("--parallel is " + atOnce + ": 1 or more is allowed");
    }
    if (checkState) {
      var asked = agent == null ? "parrot" : agent;
      return print(state.check(wanted, asked, target, atOnce, seed, progress()));
    }
    if (target.addresses != null) {
      return replay(target.open(), wanted, atOnce);
    }
    var progress = new PrintedProgress(progress());
    try (var system = RunningSystem.findOrStart(target.data, 3, seed, Map.of(), progress)) {
      return replay(system.frontDoors(), wanted, atOnce);
    }
  }

  private int replay(FrontDoors opened, List<Corpus.Dialogue> dialogues, int atOnce)
      throws InterruptedException {
    ReplayReport report;
    try (var doors = opened) {
      report = new Replayer(doors, agent == null ? "echo" : agent, atOnce, seed).replay(dialogues);
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

  private int print(StateReport report) {
    if (output == Output.JSON) {
      out().println(report.json());
    } else {
      report.differences().forEach(difference -> out().println("DIFFERENT " + difference));
      out().print(report.text());
    }
    out().flush();
    return report.differences().isEmpty() ? 0 : 1;
  }

  /** With JSON asked for, standard output is for the JSON alone. */
  private PrintWriter progress() {
    return output == Output.JSON ? err() : out();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
