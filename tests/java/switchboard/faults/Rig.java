package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.OperationsGrpc.OperationsBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import switchboard.cluster.Node;
import switchboard.local.KafkaBroker;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.simulators.ServiceSettings;
import switchboard.simulators.SimulatedService;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceStub;
import switchboard.v1.SubjectServiceGrpc;
import switchboard.v1.SubjectServiceGrpc.SubjectServiceBlockingStub;

/**
 * Three real nodes in this process, a broker, the services simulated, and a Redis behind a proxy
 * that can cut the nodes' connections. Started by the first test that asks, for all of this
 * process.
 */
final class Rig {
  static final int NODES = 3;

  /** Wraps the subjects' keys: 32 bytes. */
  static final byte[] KEY_ENCRYPTION_KEY = "for tests: wraps subjects' keys.".getBytes(UTF_8);

  static final String KEY_SETTING =
      "switchboard.privacy.key-encryption-keys = \"test:"
          + Base64.getEncoder().encodeToString(KEY_ENCRYPTION_KEY)
          + "\"";

  private static final long SEED = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static Rig shared;

  final Path dir;
  final RedisServer redis;
  final RedisProxy proxy;
  private final KafkaBroker kafka;
  private final List<Integer> ports = TestKafka.freePorts(4 + NODES);
  private final Node[] nodes = new Node[NODES];
  private final List<SimulatedService> services = new ArrayList<>();
  private final Map<Integer, ManagedChannel> channels = new ConcurrentHashMap<>();

  private Rig(Path dir) throws Exception {
    this.dir = dir;
    // what Redis writes is searched for leaks, so it must not be compressed
    redis =
        RedisServer.start(
            RedisServer.installed().orElseGet(() -> RedisServer.bundled(dir)),
            ports.get(0),
            dir.resolve("redis"),
            Fsync.ALWAYS,
            "--rdbcompression",
            "no");
    proxy = RedisProxy.start(ports.get(1), redis.port());
    kafka = KafkaBroker.start(dir.resolve("kafka"), ports.get(2), ports.get(3));
  }

  static synchronized Rig shared() throws Exception {
    if (shared == null) {
      var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
      var rig = new Rig(Files.createTempDirectory(parent, "rig-"));
      Runtime.getRuntime().addShutdownHook(new Thread(rig::end));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var starts =
            IntStream.range(0, NODES)
                .mapToObj(node -> threads.submit(() -> rig.startNode(node)))
                .toList();
        for (var start : starts) {
          start.get(60, TimeUnit.SECONDS);
        }
      }
      for (var name : List.of("order", "logistics")) {
        rig.startService(name);
      }
      shared = rig;
    }
    return shared;
  }

  Node node(int node) {
    return nodes[node];
  }

  /** Where a node serves Pekko Management over HTTP. */
  int managementPort(int node) {
    return ports.get(4 + node);
  }

  String kafkaServers() {
    return kafka.bootstrapServers();
  }

  ConversationServiceBlockingStub client(int node) {
    return ConversationServiceGrpc.newBlockingStub(channel(node))
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  SubjectServiceBlockingStub subjects(int node) {
    return SubjectServiceGrpc.newBlockingStub(channel(node))
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  ConversationServiceStub streams(int node) {
    return ConversationServiceGrpc.newStub(channel(node));
  }

  OperationsBlockingStub operations(int node) {
    return OperationsGrpc.newBlockingStub(channel(node))
        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  ManagedChannel channel(int node) {
    return channels.computeIfAbsent(
        node % NODES,
        it -> NettyChannelBuilder.forAddress(nodes[it].address()).usePlaintext().build());
  }

  private void startNode(int node) {
    nodes[node] = Node.start(Optional.empty(), settings(node));
  }

  private List<String> settings(int node) {
    var contacts =
        IntStream.range(0, NODES).mapToObj(it -> "\"127.0.0.1:" + managementPort(it) + "\"");
    return List.of(
        "pekko.coordinated-shutdown.exit-jvm = off",
        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off",
        "pekko.loglevel = WARNING",
        "pekko.cluster.jmx.multi-mbeans-in-same-jvm = on",
        "pekko.remote.artery.canonical.port = 0",
        "pekko.management.http.port = " + managementPort(node),
        "switchboard.cluster.contact-points = " + contacts.toList(),
        "switchboard.cluster.required-contact-points = " + NODES,
        "switchboard.cluster.shards = 12",
        "switchboard.redis.uri = \"" + proxy.uri() + "\"",
        "switchboard.kafka.bootstrap-servers = \"" + kafka.bootstrapServers() + "\"",
        "switchboard.kafka.topics.partitions = 3",
        KEY_SETTING,
        "switchboard.front-door.port = 0",
        "switchboard.delivery.order-status-deadline = 5 s");
  }

  private void startService(String name) throws Exception {
    var settings = new ServiceSettings(kafka.bootstrapServers(), dir.resolve(name), SEED);
    var service = SimulatedService.start(name, settings);
    services.add(service);
    service.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void end() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    services.forEach(SimulatedService::close);
    kafka.close();
    proxy.close();
    redis.kill();
  }
}
