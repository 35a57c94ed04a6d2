package switchboard.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.local.SystemState;
import switchboard.ops.client.RunningSystem;

/**
 * One measurement of sagas, end to end: a Redis, a broker, the services and a node of its own, the
 * load from a process of its own, and the broker's round trip by itself in the same run.
 */
public final class SagasBench {
  private static final long SEED = 1;

  /**
   * What to measure.
   *
   * @param latency how long services take to answer, as dials have it; empty for at once
   */
  public record Settings(
      List<Integer> concurrency,
      int seconds,
      int warmUpSeconds,
      int orders,
      Optional<String> latency) {
    public Settings {
      concurrency = List.copyOf(concurrency);
    }
  }

  private final Settings settings;
  private final Progress progress;
  private final PrintWriter notes;

  public SagasBench(Settings settings, Progress progress, PrintWriter notes) {
    this.settings = settings;
    this.progress = progress;
    this.notes = notes;
  }

  /** Measures with {@code appendfsync always}. */
  public ObjectNode run() throws InterruptedException {
    Map<String, List<String>> dials =
        settings
            .latency()
            .map(
                latency ->
                    Plan.SIMULATORS.stream()
                        .collect(Collectors.toMap(it -> it, _ -> List.of("--latency", latency))))
            .orElse(Map.of());
    var plan =
        Plan.standard(RunningSystem.temporary(), 1, Ports.free(1), SEED)
            .withSimulatorOptions(dials)
            // an order that comes round again in a session must ask the services again
            .withNodeProperties(Map.of("switchboard.delivery.fresh-for", "0s"));
    try (var system = RunningSystem.start(plan, progress)) {
      notes.println("measuring sagas");
      notes.flush();
      var state = system.state();
      return report(LoadProcess.run(load(state)));
    }
  }

  private List<String> load(SystemState state) {
    var arguments = new ArrayList<>(List.of("bench-load", "--data", state.data()));
    arguments.addAll(List.of("--sagas", state.kafka(), "--seed", "" + SEED));
    arguments.addAll(List.of("--orders", "" + settings.orders()));
    var levels = settings.concurrency().stream().map(Object::toString);
    arguments.addAll(List.of("--levels", levels.collect(Collectors.joining(","))));
    arguments.addAll(List.of("--seconds", "" + settings.seconds()));
    arguments.addAll(List.of("--warm-up", "" + settings.warmUpSeconds()));
    return arguments;
  }

  private ObjectNode report(JsonNode load) {
    var report = new JsonMapper().createObjectNode();
    report.put("latency", settings.latency().orElse("0"));
    report.set("load", load);
    var idle = load.path("idle");
    double single = mean(load.path("roundTrips"), "/single/p50");
    double slow = mean(load.path("roundTrips"), "/single/p99");
    var ratios = report.putObject("ratios");
    for (var what : List.of("acknowledged", "firstReply", "push", "whole")) {
      var figures = idle.path(what);
      ratios.put(what + "P50", figures.path("p50").asDouble() / single);
      ratios.put(what + "P99", figures.path("p99").asDouble() / slow);
    }
    double sagas =
        stream(load.path("rising"))
            .mapToDouble(level -> level.at("/whole/perSecond").asDouble())
            .max()
            .orElse(idle.at("/whole/perSecond").asDouble());
    report.put("sagasPerSecond", sagas);
    ratios.put("perSecond", sagas / mean(load.path("roundTrips"), "/many/perSecond"));
    return report;
  }

  private static double mean(JsonNode nodes, String path) {
    return stream(nodes).mapToDouble(node -> node.at(path).asDouble()).average().orElse(0);
  }

  private static Stream<JsonNode> stream(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false);
  }
}
