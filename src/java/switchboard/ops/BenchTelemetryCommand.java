package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.bench.TelemetryBench;

/** {@code switchboard bench telemetry}. */
@Command(
    name = "telemetry",
    description = {
      "Measures what watching costs: turns a second on a node whose spans go to a collector and"
          + " whose metrics are scraped every second, against a node that is not watched at all, in"
          + " turn in one run.",
      "Each round measures both, one right after the other; the ratio is the mean of the rounds',"
          + " with its standard error."
    },
    exitCodeList = {
      "0:measured, and at most the share of --most was lost",
      "1:more was lost, or it could not be measured",
      "2:the command line was not understood"
    })
final class BenchTelemetryCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--sessions", paramLabel = "N", defaultValue = "500")
  private int sessions;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "64",
      description = "Turns under way at the same time")
  private int concurrency;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long each of the two is measured in a round")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "240",
      description =
          "Load on each before the first round, in turn too: so long is the compiler at work")
  private int warmUp;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "30", description = "How many")
  private int rounds;

  @Option(
      names = "--ratio",
      paramLabel = "R",
      defaultValue = "0.01",
      description = "The part of the traces that is kept, 0 to 1")
  private double ratio;

  @Option(
      names = "--most",
      paramLabel = "R",
      defaultValue = "0.05",
      description = "The share of turns a second that watching may cost")
  private double most;

  @Mixin private ReportOutput output;

  @Override
  public Integer call() throws InterruptedException {
    if (rounds < 1 || seconds < 1 || warmUp < 1 || ratio < 0 || ratio > 1) {
      throw new CommandFailure("measure 1 round or more, of 1 s or more, with a ratio of 0 to 1");
    }
    var err = spec.commandLine().getErr();
    var settings =
        new TelemetryBench.Settings(sessions, concurrency, seconds, warmUp, rounds, ratio);
    var report = new TelemetryBench(settings, new PrintedProgress(err), err).run();
    output.print(spec.commandLine().getOut(), report, BenchTelemetryCommand::print);
    return report.path("ratio").asDouble() >= 1 - most ? 0 : 1;
  }

  private static void print(PrintWriter out, JsonNode report) {
    for (var round : report.path("rounds")) {
      out.printf(
          "  watched %6.0f turns/s, not watched %6.0f turns/s, ratio %.3f%n",
          round.path("watchedPerSecond").asDouble(),
          round.path("barePerSecond").asDouble(),
          round.path("ratio").asDouble());
    }
    out.printf(
        "ratio %.3f, standard error %.3f; processor time of a turn %.0f and %.0f us;"
            + " %d batches of spans, %d scrapes%n",
        report.path("ratio").asDouble(),
        report.path("error").asDouble(),
        report.path("watchedCpuMicros").asDouble(),
        report.path("bareCpuMicros").asDouble(),
        report.path("spanBatches").asLong(),
        report.path("scrapes").asLong());
  }
}
