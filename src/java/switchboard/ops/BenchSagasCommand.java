package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.ops.bench.SagasBench;
import switchboard.simulators.Latency;

/** {@code switchboard bench sagas}. */
@Command(
    name = "sagas",
    description = {
      "Measures questions that need two internal services, over gRPC streams, on one node with a"
          + " Redis, a broker and services of its own: one question at a time, then more and more"
          + " at a time until that brings no more answers.",
      "Beside it, in the same run, the broker's round trip by plain clients with records as large."
    },
    exitCodeList = {
      "0:measured, and every question was answered completely",
      "1:a question was not answered completely, or it could not be measured",
      "2:the command line was not understood"
    })
final class BenchSagasCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "How long each number of questions at a time is measured")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "20",
      description = "Load before that, while the compiler is at work")
  private int warmUp;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,4,16,64,256",
      description = "Questions under way at the same time, ascending; one is always measured")
  private List<Integer> concurrency;

  @Option(
      names = "--orders",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many orders are asked about in turn")
  private int orders;

  @Option(
      names = "--latency",
      paramLabel = "A..B",
      description = "How long each service takes to answer, in ms; at once unless told")
  private String latency;

  @Mixin private ReportOutput output;

  @Override
  public Integer call() throws InterruptedException {
    check();
    var err = spec.commandLine().getErr();
    var settings =
        new SagasBench.Settings(concurrency, seconds, warmUp, orders, Optional.ofNullable(latency));
    var report = new SagasBench(settings, new PrintedProgress(err), err).run();
    output.print(spec.commandLine().getOut(), report, BenchSagasCommand::print);
    return wrong(report) == 0 ? 0 : 1;
  }

  private void check() {
    if (seconds < 1 || warmUp < 1 || orders < 1 || concurrency.stream().anyMatch(it -> it < 1)) {
      throw new CommandFailure("seconds, warm-up, orders and concurrency are 1 or more");
    }
    try {
      if (latency != null) {
        Latency.parse(latency);
      }
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(malformed.getMessage(), malformed);
    }
  }

  private static long wrong(JsonNode report) {
    long wrong = report.at("/load/idle/wrong").asLong();
    for (var level : report.at("/load/rising")) {
      wrong += level.path("wrong").asLong();
    }
    return wrong;
  }

  private static void print(PrintWriter out, JsonNode report) {
    level(out, report.at("/load/idle"));
    report.at("/load/rising").forEach(level -> level(out, level));
    var ends = List.of("before", "after");
    for (int i = 0; i < ends.size(); i++) {
      var roundTrip = report.at("/load/roundTrips/" + i);
      out.println(
          "broker's round trip, "
              + ends.get(i)
              + ", "
              + report.at("/load/bytesPerRecord").asInt()
              + " bytes");
      line(out, "one at a time", roundTrip.path("single"), true);
      line(
          out,
          roundTrip.at("/many/concurrency").asInt() + " at a time",
          roundTrip.path("many"),
          true);
    }
    var ratios = report.path("ratios");
    out.println("one at a time, ratio to the round trip");
    for (var what : List.of("acknowledged", "firstReply", "push", "whole")) {
      out.printf(
          "  %-26s p50 %8.2f   p99 %8.2f%n",
          what, ratios.path(what + "P50").asDouble(), ratios.path(what + "P99").asDouble());
    }
    out.printf(
        "at most %.0f sagas per second, %.4f of the records per second%n",
        report.path("sagasPerSecond").asDouble(), ratios.path("perSecond").asDouble());
  }

  private static void level(PrintWriter out, JsonNode level) {
    out.printf(
        "%d at a time: %.0f sagas per second, %d answered, %d not%n",
        level.at("/whole/concurrency").asInt(),
        level.at("/whole/perSecond").asDouble(),
        level.at("/whole/done").asLong(),
        level.path("wrong").asLong());
    line(out, "to the acknowledgement", level.path("acknowledged"), false);
    line(out, "to the first reply", level.path("firstReply"), false);
    line(out, "last answer to the push", level.path("push"), false);
    line(out, "whole", level.path("whole"), false);
  }

  private static void line(PrintWriter out, String what, JsonNode figures, boolean rate) {
    out.printf(
        "  %-26s p50 %8.2f   p99 %8.2f   max %8.2f ms%s%n",
        what,
        figures.path("p50").asDouble(),
        figures.path("p99").asDouble(),
        figures.path("max").asDouble(),
        rate ? "   %.0f /s".formatted(figures.path("perSecond").asDouble()) : "");
  }
}
