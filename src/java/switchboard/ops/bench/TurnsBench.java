package switchboard.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.ops.client.RunningSystem;

/**
 * One measurement: a Redis, a broker and a node of its own, the load from a process of its own, and
 * the reference before and after it, because a shared machine is not the same from one minute to
 * the next.
 */
public final class TurnsBench {
  private static final JsonMapper JSON = new JsonMapper();

  /** What to measure. */
  public record Settings(int sessions, int concurrency, int seconds, int warmUpSeconds) {}

  private final Settings settings;
  private final Progress progress;
  private final PrintWriter notes;

  public TurnsBench(Settings settings, Progress progress, PrintWriter notes) {
    this.settings = settings;
    this.progress = progress;
    this.notes = notes;
  }

  /** Measures with one setting of {@code appendfsync}. */
  public ObjectNode run(String appendfsync) throws InterruptedException {
    var plan =
        Plan.standard(RunningSystem.temporary(), 1, Ports.free(1), 1)
            .withRedis(Optional.empty(), appendfsync)
            .withKafka(new Plan.Kafka.BrokerOnly());
    try (var system = RunningSystem.start(plan, progress)) {
      var redis = system.state().redis();
      var before = reference(redis);
      notes.println("measuring turns, appendfsync " + appendfsync);
      notes.flush();
      var load = load(system.state().data());
      var after = reference(redis);
      return report(appendfsync, load, List.of(before, after));
    }
  }

  private static ObjectNode report(String appendfsync, JsonNode load, List<JsonNode> references) {
    var report = JSON.createObjectNode().put("appendfsync", appendfsync);
    report.set("load", load);
    report.putArray("reference").addAll(references);
    report.put("bytesPerTurn", references.getFirst().path("bytesPerTurn").asInt());
    double floor = mean(references, "/turns/perSecond");
    report.put("ratio", load.at("/turns/perSecond").asDouble() / floor);
    double benchmark = mean(references, "/redisBenchmarkPerSecond");
    if (benchmark > 0) {
      report.put("referenceToRedisBenchmark", floor / benchmark);
    }
    return report;
  }

  private static double mean(List<JsonNode> nodes, String path) {
    return nodes.stream().mapToDouble(node -> node.at(path).asDouble()).average().orElse(0);
  }

  private JsonNode load(String data) throws InterruptedException {
    return LoadProcess.run(
        List.of(
            "bench-load",
            "--data",
            data,
            "--sessions",
            "" + settings.sessions(),
            "--concurrency",
            "" + settings.concurrency(),
            "--seconds",
            "" + settings.seconds(),
            "--warm-up",
            "" + settings.warmUpSeconds()));
  }

  private JsonNode reference(String redis) throws InterruptedException {
    return LoadProcess.run(
        List.of(
            "bench-load",
            "--reference",
            redis,
            "--concurrency",
            "" + settings.concurrency(),
            "--seconds",
            "" + Math.max(2, settings.seconds() / 2)));
  }
}
