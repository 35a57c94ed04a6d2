package switchboard.faults.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import switchboard.Main;
import switchboard.faults.MovedClocks;
import switchboard.faults.NodeArchive;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;

/** Real nodes, each a process with a log of its own, over a Redis of their own. */
public final class NodeProcesses implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration START = Duration.ofSeconds(120);

  /** A third of all shards may have to move, one each second or less. */
  private static final Duration SPREAD = Duration.ofMinutes(2);

  private static final Duration EVEN_FOR = Duration.ofSeconds(2);
  private static final int PORTS_OF_A_NODE = 3;
  private static final String KEY =
      "switchboard.privacy.key-encryption-keys="
          + "\"k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"";

  /** What nodes start from once it is there. */
  private static NodeArchive archive;

  private final int initial;
  private final List<String> more;
  private final IntFunction<List<String>> before;
  private final List<Integer> ports;
  private final Path dir;
  private final RedisServer redis;
  private final TreeMap<Integer, Process> running = new TreeMap<>();
  private final ConcurrentHashMap<Integer, Integer> starts = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param initial how many form the cluster
   * @param most how many there will ever be
   * @param more settings besides those that every node here has
   */
  public NodeProcesses(String name, int initial, int most, List<String> more) throws IOException {
    this(name, initial, most, more, _ -> List.of());
  }

  private NodeProcesses(
      String name, int initial, int most, List<String> more, IntFunction<List<String>> before)
      throws IOException {
    this.initial = initial;
    this.more = List.copyOf(more);
    this.before = before;
    this.ports = TestKafka.freePorts(1 + PORTS_OF_A_NODE * most);
    var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
    this.dir = Files.createTempDirectory(parent, name + "-");
    this.redis = RedisServer.start(ports.getFirst(), dir.resolve("redis"), Fsync.ALWAYS);
  }

  /** One node that may have so many files open, sockets included. */
  public static NodeProcesses withOpenFiles(String name, int most) throws IOException {
    var limited = List.of("bash", "-c", "ulimit -n " + most + " && exec \"$@\"", "limited");
    return new NodeProcesses(name, 1, 1, List.of(), _ -> limited);
  }

  /** As many as form a cluster, each by a clock of its own. */
  static NodeProcesses withClocks(String name, int nodes, List<String> more, MovedClocks clocks)
      throws IOException {
    return new NodeProcesses(name, nodes, nodes, more, clocks::prefix);
  }

  /**
   * What nodes of this run start from in half the time. The first to ask has a node make it, which
   * takes as long as a start and an end.
   */
  public static synchronized NodeArchive archive() throws Exception {
    if (archive == null) {
      try (var first = new NodeProcesses("archived", 1, 1, List.of())) {
        var making = NodeArchive.in(first.dir);
        first.launchBy(0, making.making(first.command(0, List.of())));
        first.awaitReady(0);
        first.stop(0);
        archive = making;
      }
    }
    return archive;
  }

  public String redisUri() {
    return redis.uri();
  }

  public int frontDoor(int node) {
    return ports.get(1 + PORTS_OF_A_NODE * node);
  }

  /** Its cluster address. */
  String address(int node) {
    return HOST + ":" + remoting(node);
  }

  /** Where its operations listen, as it said when it was ready. */
  public String operations(int node) throws IOException {
    return said(node, "operations");
  }

  /** Where it listens for workers, as it said when it was ready. */
  public String workers(int node) throws IOException {
    return said(node, "workers");
  }

  private String said(int node, String door) throws IOException {
    var said = Pattern.compile(door + "=(\\S+)").matcher(Files.readString(log(node)));
    if (!said.find()) {
      throw new AssertionError("a node has not said where it listens: " + door);
    }
    return said.group(1);
  }

  /** Whether its process is there. */
  public boolean isAlive(int node) {
    return process(node).isAlive();
  }

  private int remoting(int node) {
    return ports.get(2 + PORTS_OF_A_NODE * node);
  }

  private int management(int node) {
    return ports.get(3 + PORTS_OF_A_NODE * node);
  }

  /** Those that run, or should. */
  Set<Integer> nodes() {
    synchronized (running) {
      return new TreeSet<>(running.keySet());
    }
  }

  /** Starts the nodes that form the cluster, and waits until all of them serve. */
  public void startAll() throws Exception {
    for (int node = 0; node < initial; node++) {
      launch(node, List.of());
    }
    for (int node = 0; node < initial; node++) {
      awaitReady(node);
    }
  }

  void start(int node, String... settings) throws Exception {
    launch(node, List.of(settings));
    awaitReady(node);
  }

  private void launch(int node, List<String> settings) throws Exception {
    launchBy(node, archive().using(command(node, settings)));
  }

  private List<String> command(int node, List<String> settings) throws Exception {
    var command = new ArrayList<>(before.apply(node));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dlogback.configurationFile=" + Path.of("config", "logback.xml").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "node",
            "--child"));
    var all = new ArrayList<>(settings(node));
    all.addAll(more);
    all.addAll(settings);
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    return command;
  }

  private void launchBy(int node, List<String> command) throws IOException {
    starts.merge(node, 1, Integer::sum);
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log(node).toFile()))
            .start();
    synchronized (running) {
      running.put(node, process);
    }
  }

  private List<String> settings(int node) throws Exception {
    var contacts =
        IntStream.range(0, initial).mapToObj(it -> "\"" + HOST + ":" + management(it) + "\"");
    return List.of(
        "switchboard.redis.uri=\"" + redis.uri() + "\"",
        "switchboard.kafka.bootstrap-servers=\"" + TestKafka.shared().servers() + "\"",
        "switchboard.kafka.topics.partitions=3",
        "switchboard.kafka.replies.group=\"failover-" + redis.port() + "\"",
        KEY,
        "switchboard.front-door.port=" + frontDoor(node),
        "pekko.remote.artery.canonical.port=" + remoting(node),
        "pekko.management.http.port=" + management(node),
        "switchboard.cluster.contact-points=" + contacts.toList(),
        "switchboard.cluster.required-contact-points=" + (initial / 2 + 1));
  }

  private void awaitReady(int node) {
    Awaitility.await()
        .alias("a node is ready; its log is " + log(node))
        .atMost(START)
        .pollInterval(Duration.ofMillis(100))
        .failFast("a node ended before it was ready", () -> !process(node).isAlive())
        .until(() -> Files.readString(log(node)).contains("switchboard node ready"));
  }

  private Process process(int node) {
    synchronized (running) {
      return running.get(node);
    }
  }

  /** What its process has written. */
  public Path log(int node) {
    return dir.resolve("node-" + node + "-" + starts.getOrDefault(node, 0) + ".log");
  }

  /** The process is gone when this returns. */
  Instant kill(int node) throws InterruptedException {
    Process victim;
    synchronized (running) {
      victim = running.remove(node);
    }
    var when = Instant.now();
    victim.destroyForcibly();
    victim.waitFor(5, TimeUnit.SECONDS);
    return when;
  }

  /** Asks a node to leave; its exit code. */
  int stop(int node) throws InterruptedException {
    Process leaving;
    synchronized (running) {
      leaving = running.remove(node);
    }
    leaving.destroy();
    if (!leaving.waitFor(40, TimeUnit.SECONDS)) {
      leaving.destroyForcibly();
      throw new AssertionError("a node did not leave in 40 s; its log is " + log(node));
    }
    return leaving.exitValue();
  }

  /** Stops it as a debugger or a suspended machine does, or lets it go on. */
  void signal(int node, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process(node).pid())).start().waitFor();
  }

  /** The exit code of a node that ended by itself; waits for it. */
  int ended(int node, Duration within) throws InterruptedException {
    Process ending = process(node);
    if (!ending.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("a node goes on; its log is " + log(node));
    }
    synchronized (running) {
      running.remove(node);
    }
    return ending.exitValue();
  }

  /** Which node hosts the shards' coordinators. */
  int oldest() throws Exception {
    var oldest = ask(nodes().iterator().next(), "/cluster/members").path("oldest").asText();
    return nodes().stream()
        .filter(node -> oldest.endsWith(":" + remoting(node)))
        .findFirst()
        .orElseThrow();
  }

  /** The shards of sessions that live on a node. */
  Set<String> shards(int node) throws Exception {
    var shards = new TreeSet<String>();
    for (var region : ask(node, "/cluster/shards/session").path("regions")) {
      shards.add(region.path("shardId").asText());
    }
    return shards;
  }

  /** Returns once every node has its share of the sessions' shards, and none is on its way. */
  void awaitSpread() {
    Awaitility.await()
        .alias("shards are spread")
        .atMost(SPREAD)
        .during(EVEN_FOR)
        .until(
            () -> {
              var counts = new IntSummaryStatistics();
              for (int node : nodes()) {
                counts.accept(shards(node).size());
              }
              return counts.getMin() > 0 && counts.getMax() - counts.getMin() <= 1;
            });
  }

  /** Whether all of these nodes are members, and none besides. */
  public boolean isWhole() {
    try {
      for (var node : nodes()) {
        var members = ask(node, "/cluster/members");
        var up = members.path("members");
        if (up.size() != nodes().size() || !members.path("unreachable").isEmpty()) {
          return false;
        }
        for (var member : up) {
          if (!member.path("status").asText().equals("Up")) {
            return false;
          }
        }
      }
      return true;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private JsonNode ask(int node, String path) throws IOException, InterruptedException {
    var uri = URI.create("http://" + HOST + ":" + management(node) + path);
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    return new JsonMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** When any of the nodes first logged a line with this text in it. */
  Optional<Instant> logged(String text) {
    try (var files = Files.list(dir)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .flatMap(file -> lines(file).stream())
          .filter(line -> line.contains(text))
          .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant())
          .min(Instant::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    synchronized (running) {
      running.values().forEach(Process::destroyForcibly);
    }
    http.shutdownNow();
    redis.close();
  }
}
