package switchboard.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import switchboard.local.Plan;
import switchboard.local.Ports;
import switchboard.local.Progress;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.RunningSystem;

/**
 * What watching costs: two systems of a node each, one that is watched and one that is not, under
 * the same load in turn.
 */
public final class TelemetryBench {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TELEMETRY = "switchboard.telemetry.";

  /** What to measure. */
  public record Settings(
      int sessions, int concurrency, int seconds, int warmUpSeconds, int rounds, double ratio) {}

  private final Settings settings;
  private final Progress progress;
  private final PrintWriter notes;
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong scrapes = new AtomicLong();

  public TelemetryBench(Settings settings, Progress progress, PrintWriter notes) {
    this.settings = settings;
    this.progress = progress;
    this.notes = notes;
  }

  /** Measures, and says how many turns a second there were, round by round. */
  public ObjectNode run() throws InterruptedException {
    var collector = collector();
    try (var watched = RunningSystem.start(plan(watching(collector)), progress);
        var bare = RunningSystem.start(plan(notWatching()), progress);
        var scraper = Executors.newSingleThreadScheduledExecutor();
        var http = HttpClient.newHttpClient()) {
      var metrics =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://" + watched.state().nodes().getFirst().management() + "/metrics"))
              .timeout(Duration.ofSeconds(5))
              .build();
      scraper.scheduleAtFixedRate(() -> scrape(http, metrics), 0, 1, TimeUnit.SECONDS);
      return report(load(watched, bare));
    } finally {
      collector.stop(0);
    }
  }

  private JsonNode load(RunningSystem watched, RunningSystem bare) throws InterruptedException {
    var report =
        LoadProcess.run(
            List.of(
                "bench-load",
                "--data",
                watched.state().data(),
                "--beside",
                bare.state().data(),
                "--sessions",
                "" + settings.sessions(),
                "--concurrency",
                "" + settings.concurrency(),
                "--warm-up",
                "" + settings.warmUpSeconds(),
                "--seconds",
                "" + settings.seconds(),
                "--rounds",
                "" + settings.rounds()));
    if (report.path("missing").asLong() + report.path("doubled").asLong() > 0) {
      throw new CommandFailure("an acknowledged turn is missing or doubled: run bench turns");
    }
    return report;
  }

  private ObjectNode report(JsonNode load) {
    var report = JSON.createObjectNode();
    var all = report.putArray("rounds");
    var ratios = new ArrayList<Double>();
    for (var round : load.path("rounds")) {
      double watched = round.path("first").asDouble();
      double bare = round.path("second").asDouble();
      ratios.add(watched / bare);
      all.addObject()
          .put("watchedPerSecond", watched)
          .put("barePerSecond", bare)
          .put("ratio", watched / bare);
    }
    double mean = ratios.stream().mapToDouble(it -> it).average().orElse(0);
    double squares = ratios.stream().mapToDouble(it -> (it - mean) * (it - mean)).sum();
    int others = Math.max(1, ratios.size() - 1);
    report.put("ratio", mean).put("error", Math.sqrt(squares / others / ratios.size()));
    report
        .put("watchedCpuMicros", load.path("firstCpuMicros").asDouble())
        .put("bareCpuMicros", load.path("secondCpuMicros").asDouble());
    return report.put("spanBatches", batches.get()).put("scrapes", scrapes.get());
  }

  private Map<String, String> watching(HttpServer collector) {
    return Map.of(
        TELEMETRY + "traces.endpoint",
        "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces",
        TELEMETRY + "traces.ratio",
        "" + settings.ratio());
  }

  private static Map<String, String> notWatching() {
    return Map.of(TELEMETRY + "traces.endpoint", "", TELEMETRY + "metrics.enabled", "off");
  }

  private static Plan plan(Map<String, String> properties) {
    return Plan.standard(RunningSystem.temporary(), 1, Ports.free(1), 1)
        .withRedis(Optional.empty(), "always")
        .withKafka(new Plan.Kafka.BrokerOnly())
        .withNodeProperties(properties);
  }

  private void scrape(HttpClient http, HttpRequest metrics) {
    try {
      var answer = http.send(metrics, BodyHandlers.ofString());
      if (answer.statusCode() == 200 && answer.body().contains("switchboard_turn_duration")) {
        scrapes.incrementAndGet();
      }
    } catch (IOException unanswered) {
      notes.println("a scrape failed: " + unanswered);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes spans and throws them away: what a collector does with them is not measured here. */
  private HttpServer collector() {
    try {
      var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
      var server = HttpServer.create(address, 0);
      server.createContext(
          "/v1/traces",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            batches.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new CommandFailure("no collector could be started: " + e.getMessage(), e);
    }
  }
}
