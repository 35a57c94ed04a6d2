package switchboard.faults.routing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import switchboard.faults.MovedClocks;
import switchboard.faults.NodeArchive;
import switchboard.faults.Scale;
import switchboard.faults.failover.NodeProcesses;
import switchboard.journal.RedisCluster;
import switchboard.local.JavaCommand;
import switchboard.local.JavaCommand.Tuning;
import switchboard.local.KafkaBroker;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.ops.raw.RawStore;

/**
 * Three nodes as processes that are started again when they end, a Redis that syncs every write,
 * and a broker: all on loopback, or each node on a host of its own.
 */
final class RoutingRig implements AutoCloseable {
  static final int NODES = 3;

  /** How many there may be for a while, on loopback. */
  private static final int MOST = 5;

  /** Ports of a node: for clients, for nodes, for management and for operations. */
  private static final int KINDS = 4;

  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final Pattern OLDEST = Pattern.compile("\"oldest\":\"[^@]*@([^\":]+):(\\d+)\"");

  private static final Pattern SHARD = Pattern.compile("\"shardId\"");

  private final Path dir;
  private final Map<String, String> settings;
  private final Optional<SmallDisk> disk;
  private final Optional<Namespaces> hosts;
  private final Optional<MovedClocks> clocks;
  private final List<Integer> ports;
  private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
  private final Path keys;
  private final Optional<KafkaBroker> ownKafka;
  private final String kafka;
  private final Optional<SlowLink> link;
  private final Optional<Replica> replica;
  private final List<String> redisOptions;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Optional<NodeArchive> archive = Optional.empty();
  private RedisServer redis;

  private RoutingRig(Path dir, Place place, Optional<Namespaces> hosts) throws Exception {
    this.dir = dir;
    this.settings = place == Place.STOCK ? StockSettings.PROPERTIES : Map.of();
    this.hosts = hosts;
    this.clocks = place == Place.OWN_CLOCKS ? Optional.of(clocks(dir)) : Optional.empty();
    this.redisOptions = redisOptions(place, outside(hosts));
    this.ports = ports(place);
    var key = new byte[32];
    new SplittableRandom(dir.hashCode()).nextBytes(key);
    keys =
        Files.writeString(
            dir.resolve("keys"), "test:" + Base64.getEncoder().encodeToString(key) + "\n");
    var redisDirectory = Files.createDirectories(dir.resolve("redis"));
    disk =
        place == Place.SMALL_DISK ? Optional.of(SmallDisk.mount(redisDirectory)) : Optional.empty();
    startRedis();
    replica =
        place == Place.REPLICATED
            ? Optional.of(Replica.of(redis, redisBinary(), ports.get(1), dir.resolve("replica")))
            : Optional.empty();
    link =
        place == Place.SLOW_LINK
            ? Optional.of(SlowLink.start(outside(), ports.get(1), redis.port()))
            : Optional.empty();
    ownKafka =
        hosts.isPresent()
            ? Optional.of(
                KafkaBroker.start(dir.resolve("kafka"), outside(), ports.get(2), ports.get(3)))
            : Optional.empty();
    kafka = ownKafka.isPresent() ? ownKafka.get().bootstrapServers() : TestKafka.shared().servers();
  }

  private static MovedClocks clocks(Path dir) throws IOException {
    return MovedClocks.in(dir)
        .orElseThrow(() -> new Shell.Refused("there is no libfaketime: apt-get install it"));
  }

  /**
   * Starts one; returns when all nodes are ready.
   *
   * @throws Shell.Refused if this machine has not what the place needs; says what
   */
  static RoutingRig start(Place place) throws Exception {
    var hosts =
        place == Place.HOSTS ? Optional.of(Namespaces.create(NODES)) : Optional.<Namespaces>empty();
    return started(new RoutingRig(newDir(), place, hosts));
  }

  private static Path newDir() throws IOException {
    var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
    return Files.createTempDirectory(parent, "routing-");
  }

  private static RoutingRig started(RoutingRig rig) throws Exception {
    // hosts and disks would outlive a run that is broken off
    Runtime.getRuntime().addShutdownHook(new Thread(rig::close));
    try {
      if (Scale.isSuite()) {
        rig.archive();
      } else {
        rig.archive = Optional.of(NodeProcesses.archive());
      }
      for (int node = 0; node < NODES; node++) {
        rig.add();
      }
      rig.nodes.forEach(node -> node.awaitReady(1, START_WITHIN));
    } catch (Exception | Error late) {
      rig.close();
      throw late;
    }
    return rig;
  }

  /**
   * Lets a cluster serve for a moment and leave an archive of the classes that it used, as an
   * earlier run of an installed copy does.
   */
  private void archive() throws Exception {
    var made = NodeArchive.in(dir);
    for (int node = 0; node < NODES; node++) {
      var command = node == 0 ? made.making(command(node)) : command(node);
      nodes.add(NodeProcess.start(command, dir.resolve("archived-" + node + ".log")));
    }
    nodes.forEach(node -> node.awaitReady(1, START_WITHIN));
    try (var load = new RoutingLoad(this, "archived", 30, 60, new SplittableRandom(1))) {
      load.start();
      RoutingLoad.pass(Duration.ofSeconds(5));
    }
    for (var node : nodes.reversed()) {
      node.retire(START_WITHIN);
    }
    nodes.clear();
    archive = Optional.of(made);
  }

  private NodeProcess add() {
    int node = nodes.size();
    var plain = command(node);
    var command = archive.map(it -> it.using(plain)).orElse(plain);
    var added = NodeProcess.start(command, dir.resolve("node-" + node + ".log"));
    nodes.add(added);
    return added;
  }

  /** Adds a node and waits until it is ready. */
  void grow() {
    add().awaitReady(1, START_WITHIN);
  }

  /** Lets the node that was added last leave in order, for good. */
  void removeLast() {
    nodes.removeLast().retire(START_WITHIN);
  }

  private List<String> command(int node) {
    var command = new ArrayList<>(hosts.map(it -> it.prefix(node)).orElse(List.of()));
    clocks.ifPresent(it -> command.addAll(it.prefix(node)));
    var java = JavaCommand.of(Tuning.SERVER, "node", false, properties(node), List.of("node"));
    command.add(java.getFirst());
    // no node lives long enough for the full compiler, which takes a processor for minutes
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(java.subList(1, java.size()));
    return command;
  }

  private Map<String, String> properties(int node) {
    var all = new LinkedHashMap<String, String>();
    all.put("logback.configurationFile", Path.of("config", "logback.xml").toAbsolutePath() + "");
    all.put("switchboard.node.host", host(node));
    all.put("switchboard.front-door.host", host(node));
    // the addresses of a namespace that only this rig reaches
    var listeners = List.of("front-door", "workers", "operations", "management", "remoting");
    for (int i = 0; i < listeners.size(); i++) {
      all.put("switchboard.security.open." + i, listeners.get(i));
    }
    all.put("switchboard.front-door.port", "" + port(node, 0));
    all.put("switchboard.operations.host", host(node));
    all.put("switchboard.operations.port", "" + port(node, 3));
    all.put("pekko.remote.artery.canonical.port", "" + port(node, 1));
    all.put("pekko.management.http.port", "" + port(node, 2));
    for (int i = 0; i < NODES; i++) {
      all.put("switchboard.cluster.contact-points." + i, management(i));
    }
    all.put("switchboard.cluster.required-contact-points", "" + (NODES / 2 + 1));
    int redisPort = link.isPresent() ? ports.get(1) : ports.get(0);
    var uri = "redis://" + outside() + ":" + redisPort;
    all.put("switchboard.redis.uri", uri);
    replica.ifPresent(
        copy -> {
          all.put("switchboard.redis.mode", "cluster");
          all.put("switchboard.redis.uri", uri + ",redis://127.0.0.1:" + copy.port());
        });
    all.put("switchboard.privacy.key-encryption-keys", "");
    all.put("switchboard.privacy.key-encryption-key-file", keys.toString());
    all.put("switchboard.kafka.bootstrap-servers", kafka);
    all.put("switchboard.kafka.topics.partitions", "3");
    all.put("switchboard.kafka.replies.group", "routing-" + ports.get(0));
    all.put("switchboard.kafka.events.group", "routing-events-" + ports.get(0));
    if (Scale.isSuite()) {
      all.put("switchboard.node.rehearsal", "400");
    }
    all.putAll(settings);
    return all;
  }

  private int port(int node, int kind) {
    return ports.get(4 + KINDS * node + kind);
  }

  private String host(int node) {
    return hosts.map(it -> it.host(node)).orElse("127.0.0.1");
  }

  /** Where nodes reach what is none. */
  private String outside() {
    return outside(hosts);
  }

  private static String outside(Optional<Namespaces> hosts) {
    return hosts.map(Namespaces::gateway).orElse("127.0.0.1");
  }

  private String management(int node) {
    return host(node) + ":" + port(node, 2);
  }

  /** Where everything is kept, the nodes' logs among it. */
  Path dir() {
    return dir;
  }

  NodeProcess node(int node) {
    return nodes.get(node);
  }

  List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  Namespaces hosts() {
    return hosts.orElseThrow();
  }

  MovedClocks clocks() {
    return clocks.orElseThrow();
  }

  SlowLink link() {
    return link.orElseThrow();
  }

  RedisServer redis() {
    return redis;
  }

  /** Of all nodes that there may be, as HOST:PORT, the first node's first. */
  List<String> frontDoors() {
    return addresses(0);
  }

  /** Where the operations services of these nodes are, as HOST:PORT. */
  List<String> operations() {
    return addresses(3);
  }

  private List<String> addresses(int kind) {
    return IntStream.range(0, hosts.isPresent() ? NODES : MOST)
        .mapToObj(node -> host(node) + ":" + port(node, kind))
        .toList();
  }

  /** Reads the store past the server. */
  RawStore openStore() {
    return RawStore.open(redis.uri(), "sb", Optional.of(keys));
  }

  /** SIGKILL; it stays away until it is started again. */
  void killRedis() {
    redis.kill();
  }

  void startRedis() {
    redis =
        RedisServer.start(
            redisBinary(),
            ports.get(0),
            dir.resolve("redis"),
            Fsync.ALWAYS,
            redisOptions.toArray(String[]::new));
  }

  private static List<Integer> ports(Place place) {
    var ports = new ArrayList<>(TestKafka.freePorts(4 + KINDS * MOST));
    if (place == Place.REPLICATED) {
      ports.set(0, RedisCluster.portWithRoomForTheBus());
      ports.set(1, RedisCluster.portWithRoomForTheBus());
    }
    return List.copyOf(ports);
  }

  private static List<String> redisOptions(Place place, String outside) {
    return switch (place) {
      case HOSTS -> List.of("--bind", "127.0.0.1", outside, "--protected-mode", "no");
      case REPLICATED -> Replica.CLUSTERED;
      case LOOPBACK, STOCK, SLOW_LINK, SMALL_DISK, OWN_CLOCKS -> List.of();
    };
  }

  private Path redisBinary() {
    return RedisServer.installed().orElseGet(() -> RedisServer.bundled(dir.resolve("redis")));
  }

  /** From now on the copy of the store misses what is new. */
  void lag() {
    replica.orElseThrow().lag();
  }

  /** The copy becomes the store. */
  void takeOver() {
    redis = replica.orElseThrow().takeOver();
  }

  /** Deletes everything in Redis. */
  void emptyRedis() throws IOException {
    try (var socket = new Socket("127.0.0.1", redis.port())) {
      socket.getOutputStream().write("*1\r\n$8\r\nFLUSHALL\r\n".getBytes(US_ASCII));
      var answer = new String(socket.getInputStream().readNBytes(3), US_ASCII);
      if (!answer.equals("+OK")) {
        throw new IOException("Redis does not delete everything: " + answer);
      }
    }
  }

  /** Brings back what was deleted, into a Redis that is not running. */
  void undoEmptying() throws IOException {
    AppendOnlyTail.cutFrom(dir.resolve("redis"), "FLUSHALL");
  }

  /** How long the append-only file is. */
  long appendedBytes() throws IOException {
    return AppendOnlyTail.length(dir.resolve("redis"));
  }

  /** What a Redis that is not running had written since its file was so long is lost. */
  void loseAllBut(long bytes) throws IOException {
    AppendOnlyTail.cutTo(dir.resolve("redis"), bytes);
  }

  void fillDisk() throws IOException {
    disk.orElseThrow().fill();
  }

  void freeDisk() throws IOException {
    disk.orElseThrow().free();
  }

  /** The node that has been a member for longest: it coordinates the shards. */
  int oldest() throws IOException, InterruptedException {
    for (int node = 0; node < nodes.size(); node++) {
      try {
        var found = OLDEST.matcher(managed(node, "/cluster/members"));
        if (found.find()) {
          return byAddress(found.group(1), Integer.parseInt(found.group(2)));
        }
      } catch (IOException away) {
        // another one will know
      }
    }
    throw new IOException("no node says which member is the oldest");
  }

  private int byAddress(String host, int remoting) {
    return IntStream.range(0, nodes.size())
        .filter(it -> host(it).equals(host) && port(it, 1) == remoting)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until every node has been ready so many times since its first start. */
  void awaitReady(int... times) {
    for (int node = 0; node < times.length; node++) {
      nodes.get(node).awaitReady(times[node], START_WITHIN);
    }
  }

  /** How often each node has become ready so far. */
  int[] timesReady() {
    return nodes.stream().mapToInt(NodeProcess::timesReady).toArray();
  }

  /** Waits until all nodes that ended since then are back. */
  void awaitBack(int[] before, int... ended) {
    var wanted = Arrays.copyOf(before, before.length);
    for (int node : ended) {
      wanted[node]++;
    }
    awaitReady(wanted);
  }

  /** Waits until every node's process is one that has become ready after its start. */
  void awaitWhole() {
    await().atMost(START_WITHIN).until(() -> nodes.stream().allMatch(NodeProcess::isUp));
  }

  /** How long after a moment each step of a failover was first logged anywhere, in ms. */
  Map<String, Long> stepsAfter(long moment) {
    var first = new TreeMap<String, Long>();
    for (var node : nodes) {
      node.stepsAfter(moment)
          .forEach((step, time) -> first.merge(step, (time - moment) / 1_000_000, Math::min));
    }
    return first;
  }

  /** Waits until each node has its share of the shards again, or nearly. */
  void awaitBalance() {
    await("the shards are spread evenly")
        .atMost(START_WITHIN)
        .pollInterval(Duration.ofMillis(500))
        .until(this::isBalanced);
  }

  private boolean isBalanced() throws InterruptedException {
    try {
      var shards = new ArrayList<Long>();
      for (int node = 0; node < nodes.size(); node++) {
        shards.add(SHARD.matcher(managed(node, "/cluster/shards/session")).results().count());
      }
      // few sessions do not ask for every shard
      long share = shards.stream().mapToLong(Long::longValue).sum() / nodes.size();
      return Collections.min(shards) >= share - share / 10 - 1;
    } catch (IOException busy) {
      // it may have its share, and will say so later
      return false;
    }
  }

  private String managed(int node, String path) throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://" + management(node) + path);
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build();
      return http.send(request, BodyHandlers.ofString()).body();
    }
  }

  /** How many appends were refused because the session had another writer by then. */
  int refusedAppends() {
    return nodes.stream().mapToInt(NodeProcess::timesRefused).sum();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    nodes.forEach(NodeProcess::close);
    ownKafka.ifPresent(KafkaBroker::close);
    link.ifPresent(SlowLink::close);
    replica.ifPresent(Replica::close);
    redis.kill();
    disk.ifPresent(SmallDisk::close);
    hosts.ifPresent(Namespaces::close);
  }
}
