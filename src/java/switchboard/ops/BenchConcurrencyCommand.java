package switchboard.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import switchboard.local.RedisServer;
import switchboard.ops.bench.LoadProcess;
import switchboard.ops.client.RunningSystem;

/** {@code switchboard bench concurrency}. */
@Command(
    name = "concurrency",
    description = {
      "Measures both ways in which several writers change one document: the journal's append script"
          + " and WATCH/MULTI/EXEC, each writer reading a counter and writing one more.",
      "Starts a Redis of its own. See docs/concurrency.md for what the figures mean."
    },
    exitCodeList = {
      "0:measured, and every counter is exactly what was counted",
      "1:a counter is wrong, or it could not be measured",
      "2:the command line was not understood"
    })
final class BenchConcurrencyCommand extends Verb {
  @Spec private CommandSpec spec;

  @Option(names = "--writers", split = ",", paramLabel = "N", defaultValue = "1,4,16,64")
  private List<Integer> writers;

  @Option(
      names = "--documents",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,1000",
      description = "Over how many documents the writers are spread at random")
  private List<Integer> documents;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description = "How long each figure is measured")
  private int seconds;

  @Option(
      names = "--appendfsync",
      split = ",",
      defaultValue = "always",
      description = "Measures each of these settings of Redis")
  private List<String> appendfsync;

  @Option(names = "--output", paramLabel = "text|json", defaultValue = "text")
  private Output output;

  @Override
  public Integer call() throws InterruptedException {
    ArrayNode runs = new JsonMapper().createArrayNode();
    var out = spec.commandLine().getOut();
    for (var setting : appendfsync) {
      var measured = measure(setting);
      if (output == Output.TEXT) {
        print(out, setting, measured);
      }
      runs.addObject().put("appendfsync", setting).set("measured", measured);
    }
    if (output == Output.JSON) {
      out.println(runs.toPrettyString());
    }
    out.flush();
    return isExact(runs) ? 0 : 1;
  }

  private static boolean isExact(ArrayNode runs) {
    boolean exact = true;
    for (var run : runs) {
      for (var one : run.path("measured")) {
        exact &= one.path("exact").asBoolean();
      }
    }
    return exact;
  }

  private JsonNode measure(String setting) throws InterruptedException {
    var data = RunningSystem.temporary();
    try (var redis = Processes.redis(RedisServer.freePort(), data, setting)) {
      return LoadProcess.run(
          List.of(
              "bench-load",
              "--counters",
              redis.uri(),
              "--writers",
              joined(writers),
              "--documents",
              joined(documents),
              "--seconds",
              Integer.toString(seconds)));
    } finally {
      RunningSystem.delete(data);
    }
  }

  private static String joined(List<Integer> numbers) {
    return numbers.stream().map(Object::toString).collect(Collectors.joining(","));
  }

  private static void print(PrintWriter out, String setting, JsonNode measured) {
    out.println("appendfsync " + setting);
    out.printf(
        "  %-9s %7s %9s %9s %7s %10s %9s %9s %9s %6s%n",
        "mechanism",
        "writers",
        "documents",
        "done/s",
        "lost %",
        "tries/done",
        "p50 ms",
        "p99 ms",
        "tries max",
        "exact");
    for (var one : measured) {
      var figures = one.path("figures");
      out.printf(
          "  %-9s %7d %9d %9.0f %7.1f %10.2f %9.2f %9.2f %9d %6s%n",
          one.path("mechanism").asText(),
          one.path("writers").asInt(),
          one.path("documents").asInt(),
          figures.path("perSecond").asDouble(),
          100 * one.path("conflictRate").asDouble(),
          one.path("tries").asDouble() / Math.max(1, figures.path("done").asLong()),
          figures.path("p50").asDouble(),
          figures.path("p99").asDouble(),
          one.path("mostTries").asLong(),
          one.path("exact").asBoolean() ? "yes" : "NO");
    }
  }
}
