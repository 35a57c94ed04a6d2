package switchboard.cluster;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import switchboard.local.KafkaBroker;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.simulators.Dials;
import switchboard.simulators.DialsFile;
import switchboard.simulators.Order;
import switchboard.simulators.ServiceSettings;
import switchboard.simulators.SimulatedService;
import switchboard.simulators.SimulatedWorld;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceStub;

/**
 * Two real nodes in this process over a Redis and a broker of their own, with the services
 * simulated. Started by the first test that asks, for all of this process.
 */
final class TestCluster {
  /** By when a saga ends; longer than an idle entity stays in memory. */
  static final Duration SAGA_DEADLINE = Duration.ofSeconds(5);

  static final int NODES = 2;

  static final int SHARDS = 12;

  /** The bytes 0 to 31. */
  static final String KEY_ENCRYPTION_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static final long SEED = 7;
  private static TestCluster shared;

  final SimulatedWorld world = new SimulatedWorld(SEED);
  private final Path dir;
  private final Additions additions;
  private final List<String> settings;
  private final List<Integer> ports = TestKafka.freePorts(4 + NODES);
  private final Node[] nodes = new Node[NODES];
  private final List<SimulatedService> services = new ArrayList<>();
  private final Map<Integer, ManagedChannel> channels = new ConcurrentHashMap<>();
  private RedisServer redis;
  private KafkaBroker kafka;

  private TestCluster(Path dir, Additions additions, List<String> settings) {
    this.dir = dir;
    this.additions = additions;
    this.settings = settings;
  }

  static synchronized TestCluster shared() throws Exception {
    if (shared == null) {
      shared = start(Additions.NONE);
    }
    return shared;
  }

  /** Starts one of its own. */
  static TestCluster start(Additions additions) throws Exception {
    return start(additions, List.of());
  }

  /** As above, with settings of its own that go over those of all tests. */
  static TestCluster start(Additions additions, List<String> settings) throws Exception {
    var dir = Files.createTempDirectory("switchboard-nodes");
    var cluster = new TestCluster(dir, additions, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::killAll));
    cluster.startRedis();
    cluster.startKafka();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts =
          IntStream.range(0, NODES)
              .mapToObj(node -> threads.submit(() -> cluster.startNode(node)))
              .toList();
      for (var start : starts) {
        start.get(60, TimeUnit.SECONDS);
      }
    }
    for (var name : List.of("order", "logistics")) {
      cluster.startService(name);
    }
    return cluster;
  }

  /** Ends one that was started for one test class. */
  void close() throws Exception {
    channels.values().forEach(ManagedChannel::shutdownNow);
    // all at once, so that none has another to give its sessions to
    for (var end : Arrays.stream(nodes).map(Node::stop).toList()) {
      end.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
    killAll();
  }

  /** Where the nodes look for payments over HTTP; nobody is there unless a test is. */
  int paymentsPort() {
    return ports.get(3 + NODES);
  }

  void startRedis() {
    redis = RedisServer.start(ports.get(0), dir.resolve("redis"), Fsync.ALWAYS);
  }

  void killRedis() {
    redis.kill();
  }

  /** Where Redis keeps its files. */
  Path redisFiles() {
    return dir.resolve("redis");
  }

  String redisUri() {
    return redis.uri();
  }

  void startKafka() throws IOException {
    kafka = KafkaBroker.start(dir.resolve("kafka"), ports.get(1), ports.get(2));
  }

  void stopKafka() {
    kafka.close();
  }

  String kafkaServers() {
    return kafka.bootstrapServers();
  }

  void startNode(int node) {
    var all =
        new ArrayList<>(
            List.of(
                "pekko.coordinated-shutdown.exit-jvm = off",
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off",
                "pekko.loglevel = WARNING",
                "pekko.cluster.jmx.multi-mbeans-in-same-jvm = on",
                "pekko.remote.artery.canonical.port = 0",
                "pekko.management.http.port = " + ports.get(3 + node),
                "switchboard.cluster.contact-points = " + contactPoints(),
                "switchboard.cluster.required-contact-points = " + NODES,
                "switchboard.cluster.shards = " + SHARDS,
                "switchboard.cluster.settle = 1 s",
                idleTimeout("1500 ms"),
                "switchboard.redis.uri = \"" + redis.uri() + "\"",
                "switchboard.privacy.key-encryption-keys = \"" + KEY_ENCRYPTION_KEY + "\"",
                "switchboard.kafka.bootstrap-servers = \"" + kafka.bootstrapServers() + "\"",
                "switchboard.kafka.topics.partitions = 3",
                // shorter than the broker's absence in the tests
                "pekko.kafka.producer.kafka-clients.delivery.timeout.ms = 2000",
                "pekko.kafka.producer.kafka-clients.request.timeout.ms = 1000",
                "pekko.kafka.producer.kafka-clients.max.block.ms = 1000",
                "switchboard.services.payments.url = \"http://127.0.0.1:" + paymentsPort() + "\"",
                "switchboard.front-door.port = 0",
                "switchboard.delivery.order-status-deadline = "
                    + SAGA_DEADLINE.toMillis()
                    + " ms"));
    all.addAll(settings);
    nodes[node] = Node.start(Optional.empty(), all, additions);
  }

  private static String idleTimeout(String timeout) {
    return "pekko.cluster.sharding.passivation.switchboard.idle-entity.timeout = " + timeout;
  }

  private String contactPoints() {
    return IntStream.range(0, NODES)
        .mapToObj(node -> "\"127.0.0.1:" + ports.get(3 + node) + "\"")
        .toList()
        .toString();
  }

  void stopNode(int node) throws Exception {
    channel(node).shutdownNow();
    channels.remove(node);
    nodes[node].stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  Node node(int node) {
    return nodes[node];
  }

  private void startService(String name) throws Exception {
    var settings = new ServiceSettings(kafka.bootstrapServers(), dir.resolve(name), SEED);
    var service = SimulatedService.start(name, settings);
    services.add(service);
    service.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  void dial(String service, Dials dials) throws IOException {
    DialsFile.in(dir.resolve(service)).write(dials);
  }

  /** An order in this state that no earlier call returned for the same prefix. */
  String order(String prefix, Order.Status status) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> prefix + "-" + i)
        .filter(id -> world.order(id).map(Order::status).filter(status::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  /** An order that was never placed. */
  String noOrder(String prefix) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> prefix + "-" + i)
        .filter(id -> world.order(id).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  void send(ProducerRecord<String, byte[]> record) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get(10, TimeUnit.SECONDS);
    }
  }

  ManagedChannel channel(int node) {
    return channels.computeIfAbsent(node, _ -> connect(node));
  }

  /** A connection of its own, as another client has. */
  ManagedChannel connect(int node) {
    return NettyChannelBuilder.forAddress(nodes[node].address()).usePlaintext().build();
  }

  ConversationServiceBlockingStub client(int node) {
    return client(node, Duration.ofSeconds(10));
  }

  ConversationServiceBlockingStub client(int node, Duration deadline) {
    return ConversationServiceGrpc.newBlockingStub(channel(node))
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  ConversationServiceStub streams(int node) {
    return ConversationServiceGrpc.newStub(channel(node));
  }

  private void killAll() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    services.forEach(SimulatedService::close);
    kafka.close();
    redis.kill();
  }
}
