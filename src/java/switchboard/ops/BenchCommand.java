package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.bench.TurnsBench;

/** {@code switchboard bench}. */
@Command(
    name = "bench",
    description = "Measures; see docs/performance.md for what the figures mean.",
    subcommands = {
      BenchCommand.Turns.class,
      BenchMemoryCommand.class,
      BenchStreamsCommand.class,
      BenchRecoveryCommand.class,
      BenchConcurrencyCommand.class,
      BenchSagasCommand.class,
      BenchTelemetryCommand.class
    })
public final class BenchCommand extends Verb {
  @Override
  public Integer call() {
    throw new CommandFailure(
        "say what to measure: switchboard bench turns, memory, recovery, concurrency, sagas or"
            + " telemetry");
  }

  /** {@code switchboard bench turns}. */
  @Command(
      name = "turns",
      description = {
        "Measures turns through gRPC on one node with a Redis of its own, the load coming from"
            + " another process; beside it, in the same run, the same appends straight to Redis.",
        "A turn: the user's message acknowledged, the agent's reply of 150 characters and one slot"
            + " recorded. Afterwards every transcript is read back."
      },
      exitCodeList = {
        "0:measured, and every acknowledged turn is there once",
        "1:an acknowledged turn is missing or doubled, or it could not be measured",
        "2:the command line was not understood"
      })
  static final class Turns extends Verb {
    @Spec private CommandSpec spec;

    @Option(names = "--sessions", paramLabel = "N", defaultValue = "1000")
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
        defaultValue = "20",
        description = "How long is measured; a quarter of it again with one turn at a time")
    private int seconds;

    @Option(
        names = "--warm-up",
        paramLabel = "S",
        defaultValue = "20",
        description = "Load before that, while the compiler is at work")
    private int warmUp;

    @Option(
        names = "--appendfsync",
        split = ",",
        defaultValue = "always,everysec",
        description = "Measures each of these settings of Redis")
    private List<String> appendfsync;

    @Mixin private ReportOutput output;

    @Override
    public Integer call() throws InterruptedException {
      var err = spec.commandLine().getErr();
      var settings = new TurnsBench.Settings(sessions, concurrency, seconds, warmUp);
      var bench = new TurnsBench(settings, new PrintedProgress(err), err);
      ArrayNode runs = new JsonMapper().createArrayNode();
      for (var setting : appendfsync) {
        runs.add(bench.run(setting));
      }
      output.print(
          spec.commandLine().getOut(), runs, (out, all) -> all.forEach(run -> print(out, run)));
      return isWhole(runs) ? 0 : 1;
    }

    private static boolean isWhole(ArrayNode runs) {
      long wrong = 0;
      for (var run : runs) {
        var load = run.path("load");
        wrong += load.path("missing").asLong() + load.path("doubled").asLong();
        wrong += load.path("unanswered").asLong();
      }
      return wrong == 0;
    }

    private static void print(PrintWriter out, JsonNode run) {
      var load = run.path("load");
      out.println("appendfsync " + run.path("appendfsync").asText());
      print(out, "turns", load.path("turns"));
      print(out, "one at a time", load.path("single"));
      for (var reference : run.path("reference")) {
        print(out, "reference", reference.path("turns"));
        print(out, "  one at a time", reference.path("single"));
      }
      out.printf(
          "  acknowledged %d, missing %d, doubled %d, unanswered %d, sent again %d%n",
          load.path("acknowledged").asLong(),
          load.path("missing").asLong(),
          load.path("doubled").asLong(),
          load.path("unanswered").asLong(),
          load.path("repeats").asLong());
      out.printf(
          "  %d bytes per turn; ratio to the reference %.2f; redis-benchmark %s%n",
          run.path("bytesPerTurn").asLong(),
          run.path("ratio").asDouble(),
          run.has("referenceToRedisBenchmark")
              ? "with the same script: the reference reaches %.2f of it"
                  .formatted(run.path("referenceToRedisBenchmark").asDouble())
              : "is not installed");
    }

    private static void print(PrintWriter out, String what, JsonNode figures) {
      out.printf(
          "  %-15s %8.0f /s   p50 %7.2f   p95 %7.2f   p99 %7.2f   p99.9 %7.2f ms%n",
          what,
          figures.path("perSecond").asDouble(),
          figures.path("p50").asDouble(),
          figures.path("p95").asDouble(),
          figures.path("p99").asDouble(),
          figures.path("p999").asDouble());
    }
  }
}
