package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.bench.RecoveryBench;

/** {@code switchboard bench recovery}. */
@Command(
    name = "recovery",
    description =
        "Measures how long sessions that are not in memory take to answer, short ones and long ones"
            + " by turns, and what heap they hold then; on one node with a Redis of its own.",
    exitCodeList = {
      "0:measured, and a long session takes at most so many times as long as a short one",
      "1:a long session takes longer than that, or it could not be measured",
      "2:the command line was not understood"
    })
final class BenchRecoveryCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--short", paramLabel = "TURNS", defaultValue = "100")
  private int shortTurns;

  @Option(names = "--long", paramLabel = "TURNS", defaultValue = "10000")
  private int longTurns;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many of each length")
  private int sessions;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "12")
  private int rounds;

  @Option(names = "--at-most", paramLabel = "RATIO", defaultValue = "1.5")
  private double atMost;

  @Option(names = "--agent", paramLabel = "NAME", defaultValue = "parrot")
  private String agent;

  @Mixin private ReportOutput output;

  @Override
  public Integer call() throws InterruptedException {
    if (shortTurns < 1 || longTurns < 1 || sessions < 1 || rounds < 1) {
      throw new CommandFailure("turns, sessions and rounds must be 1 or more");
    }
    var err = spec.commandLine().getErr();
    var settings =
        new RecoveryBench.Settings(shortTurns, longTurns, sessions, rounds, 2 * sessions, agent);
    var report = new RecoveryBench(settings, new PrintedProgress(err), err).run();
    output.print(spec.commandLine().getOut(), report, BenchRecoveryCommand::print);
    return report.at("/ratio/message.p50").asDouble() <= atMost ? 0 : 1;
  }

  private static void print(PrintWriter out, JsonNode report) {
    out.printf("%-12s %28s %28s%n", "", "first look, ms", "first message, ms");
    printLength(out, report.path("short"));
    printLength(out, report.path("long"));
    out.printf(
        "ratio        mean %4.2f p50 %4.2f p95 %4.2f       mean %4.2f p50 %4.2f p95 %4.2f%n",
        ratio(report, "look.mean"),
        ratio(report, "look.p50"),
        ratio(report, "look.p95"),
        ratio(report, "message.mean"),
        ratio(report, "message.p50"),
        ratio(report, "message.p95"));
  }

  private static double ratio(JsonNode report, String name) {
    return report.path("ratio").path(name).asDouble();
  }

  private static void printLength(PrintWriter out, JsonNode length) {
    out.printf(
        "%6d turns mean %5.2f p50 %5.2f p95 %5.2f    mean %5.2f p50 %5.2f p95 %5.2f"
            + "   awake %4.2f   heap %d B   snapshot %d B%n",
        length.path("turns").asInt(),
        length.at("/look/mean").asDouble(),
        length.at("/look/p50").asDouble(),
        length.at("/look/p95").asDouble(),
        length.at("/message/mean").asDouble(),
        length.at("/message/p50").asDouble(),
        length.at("/message/p95").asDouble(),
        length.at("/awake/p50").asDouble(),
        length.path("heapBytes").asLong(),
        length.path("snapshotBytes").asLong());
  }
}
