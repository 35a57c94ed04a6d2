package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/** Everything that the system writes, wherever: Redis, its files, Kafka's, logs, and HTTP. */
final class Whereabouts implements AutoCloseable {
  private static final List<String> PAGES =
      List.of(
          "/cluster/members",
          "/cluster/shards/session",
          "/bootstrap/seed-nodes",
          "/alive",
          "/ready",
          "/health/alive",
          "/health/ready",
          "/metrics");

  private final Rig rig;
  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level level = root.getLevel();
  private final Recorder recorder = new Recorder();
  private final Needle control = Needle.fresh();

  private Whereabouts(Rig rig) {
    this.rig = rig;
  }

  /** From now on, what the nodes log is recorded, at the level of production. */
  static Whereabouts of(Rig rig) {
    var whereabouts = new Whereabouts(rig);
    whereabouts.recorder.begin(whereabouts.root);
    whereabouts.root.setLevel(Level.INFO);
    LoggerFactory.getLogger(Whereabouts.class).info("recorded: {}", whereabouts.control.text());
    return whereabouts;
  }

  /** A text that was logged, so that it must be found among the logs. */
  Needle controlOfLogs() {
    return control;
  }

  /** Every place by name, with all that stands there. */
  Map<String, byte[]> all() throws IOException, InterruptedException {
    var places = new TreeMap<>(redisFiles());
    files("kafka", rig.dir.resolve("kafka"), places);
    places.put("log", recorder.bytes());
    try (var view = new StoreView(rig.redis.uri())) {
      for (byte[] key : view.raw().keys("*")) {
        var name = "redis key " + new String(key, UTF_8);
        places.put(name, key);
        places.put(name + " dump", view.raw().dump(key));
      }
      places.put("redis slow log", view.raw().slowlogGet().toString().getBytes(UTF_8));
    }
    try (var http = HttpClient.newHttpClient()) {
      for (int node = 0; node < Rig.NODES; node++) {
        for (var page : PAGES) {
          places.put("http " + node + page, get(http, rig.managementPort(node), page));
        }
      }
    }
    return places;
  }

  /** Redis's append-only and snapshot files, and its log. */
  Map<String, byte[]> redisFiles() throws IOException {
    var places = new TreeMap<String, byte[]>();
    files("redis file", rig.dir.resolve("redis"), places);
    return places;
  }

  private static void files(String kind, Path directory, Map<String, byte[]> places)
      throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        // an index of Kafka's is as large as it may become, and mostly empty
        if (!file.toString().endsWith("index")) {
          places.put(kind + " " + file, Files.readAllBytes(file));
        }
      }
    }
  }

  private static byte[] get(HttpClient http, int port, String page)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page))
            .timeout(Duration.ofSeconds(5))
            .build();
    return http.send(request, BodyHandlers.ofByteArray()).body();
  }

  @Override
  public void close() {
    root.detachAppender(recorder);
    root.setLevel(level);
  }

  /** Writes down whole events: messages, their fields, and stack traces, unmasked. */
  private static final class Recorder extends AppenderBase<ILoggingEvent> {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PatternLayout layout = new PatternLayout();

    void begin(Logger root) {
      layout.setContext(root.getLoggerContext());
      layout.setPattern("%level %logger %msg %kvp %mdc %ex{full}%n");
      layout.start();
      setContext(root.getLoggerContext());
      start();
      root.addAppender(this);
    }

    @Override
    protected synchronized void append(ILoggingEvent event) {
      written.writeBytes(layout.doLayout(event).getBytes(UTF_8));
    }

    synchronized byte[] bytes() {
      return written.toByteArray();
    }
  }
}
