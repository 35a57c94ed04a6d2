package switchboard.ops.bench;

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
 * the same load in turn. A shared machine is not the same from one minute to the next, so each
 * round compares neighbours, and begins with the other one.
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
      turns(watched, "warming up the watched one", settings.warmUpSeconds());
      turns(bare, "warming up the other", settings.warmUpSeconds());
      return report(rounds(watched, bare));
    } finally {
      collector.stop(0);
    }
  }

  private record Round(double watched, double bare) {
    double ratio() {
      return watched / bare;
    }
  }

  private List<Round> rounds(RunningSystem watched, RunningSystem bare)
      throws InterruptedException {
    var rounds = new ArrayList<Round>();
    for (int round = 1; round <= settings.rounds(); round++) {
      var name = "round " + round + " of " + settings.rounds();
      boolean watchedFirst = round % 2 == 1;
      double first = turns(watchedFirst ? watched : bare, name, settings.seconds());
      double second = turns(watchedFirst ? bare : watched, name, settings.seconds());
      rounds.add(watchedFirst ? new Round(first, second) : new Round(second, first));
    }
    return rounds;
  }

  private double turns(RunningSystem system, String what, int seconds) throws InterruptedException {
    notes.println(what);
    notes.flush();
    var load =
        LoadProcess.run(
            List.of(
                "bench-load",
                "--data",
                system.state().data(),
                "--sessions",
                "" + settings.sessions(),
                "--concurrency",
                "" + settings.concurrency(),
                "--seconds",
                "" + seconds,
                "--warm-up",
                "1"));
    if (load.path("missing").asLong() + load.path("doubled").asLong() > 0) {
      throw new CommandFailure("an acknowledged turn is missing or doubled: run bench turns");
    }
    return load.at("/turns/perSecond").asDouble();
  }

  private ObjectNode report(List<Round> rounds) {
    var report = JSON.createObjectNode();
    var all = report.putArray("rounds");
    for (var round : rounds) {
      all.addObject()
          .put("watchedPerSecond", round.watched())
          .put("barePerSecond", round.bare())
          .put("ratio", round.ratio());
    }
    var ratios = rounds.stream().mapToDouble(Round::ratio).summaryStatistics();
    report.put("ratio", ratios.getAverage());
    report.put("lowest", ratios.getMin()).put("highest", ratios.getMax());
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
