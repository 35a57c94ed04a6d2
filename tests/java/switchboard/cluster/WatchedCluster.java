package switchboard.cluster;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import switchboard.telemetry.Collector;

/** A cluster whose nodes keep every trace, with the collector that they are sent to. */
final class WatchedCluster {
  /** A line of a scrape: name, labels, value. */
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");

  private static WatchedCluster shared;

  final TestCluster cluster;
  final Collector collector;

  private WatchedCluster(TestCluster cluster, Collector collector) {
    this.cluster = cluster;
    this.collector = collector;
  }

  static synchronized WatchedCluster shared() throws Exception {
    if (shared == null) {
      var collector = Collector.start();
      var settings =
          List.of(
              "switchboard.telemetry.traces.endpoint = \"" + collector.endpoint() + "\"",
              "switchboard.telemetry.traces.ratio = 1.0",
              "switchboard.telemetry.traces.timeout = 500 ms",
              "switchboard.telemetry.metrics.lag-interval = 1 s");
      shared = new WatchedCluster(TestCluster.start(Additions.NONE, settings), collector);
    }
    return shared;
  }

  /** What the management port of a node answers. */
  HttpResponse<String> get(int node, String path) throws Exception {
    var config = cluster.node(node).system().settings().config();
    var port = config.getInt("pekko.management.http.port");
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  /** The value of every sample of a node, by its name and labels as they stand in the scrape. */
  Map<String, Double> scrape(int node) throws Exception {
    var samples = new HashMap<String, Double>();
    get(node, "/metrics")
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              var sample = SAMPLE.matcher(line);
              if (!sample.matches()) {
                throw new AssertionError("not a sample: " + line);
              }
              var labels = sample.group(2) == null ? "" : "{" + sample.group(2) + "}";
              samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
            });
    return samples;
  }

  /** The sum over all nodes of the samples whose name and labels begin so. */
  double sum(String prefix) throws Exception {
    double sum = 0;
    for (int node = 0; node < TestCluster.NODES; node++) {
      sum +=
          scrape(node).entrySet().stream()
              .filter(sample -> sample.getKey().startsWith(prefix))
              .mapToDouble(Map.Entry::getValue)
              .sum();
    }
    return sum;
  }
}
