package switchboard.ops;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import switchboard.cluster.Node;
import switchboard.kafka.Brokers;
import switchboard.kafka.DeadLetters;
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
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/**
 * A real node in this process, started from a configuration file as an operator has one, over a
 * Redis and a broker of its own, with the services simulated.
 */
final class FaultRig {
  /** The bytes 0 to 31, and 1 to 32. */
  static final String FIRST_KEY = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  static final String SECOND_KEY = "k2:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";

  private static final long SEED = 7;

  private static final List<String> IN_THIS_PROCESS =
      List.of(
          "pekko.coordinated-shutdown.exit-jvm = off",
          "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off",
          "pekko.loglevel = WARNING",
          "pekko.cluster.jmx.multi-mbeans-in-same-jvm = on");

  private final List<Integer> ports = TestKafka.freePorts(5);
  private final List<SimulatedService> services = new ArrayList<>();
  private final Path dir;
  private final RedisServer redis;
  private final KafkaBroker kafka;
  private Node node;
  private ManagedChannel channel;

  FaultRig(Path dir) throws Exception {
    this.dir = dir;
    redis = RedisServer.start(ports.get(0), dir.resolve("redis"), Fsync.ALWAYS);
    kafka = KafkaBroker.start(dir.resolve("kafka"), ports.get(1), ports.get(2));
    startNode(FIRST_KEY);
    for (var name : List.of("order", "logistics")) {
      var settings = new ServiceSettings(kafka.bootstrapServers(), dir.resolve(name), SEED);
      var service = SimulatedService.start(name, settings);
      services.add(service);
      service.ready().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  /** Starts the node with these key-encryption keys in its file. */
  void startNode(String keys) throws IOException {
    Files.writeString(dir.resolve("kek"), keys + "\n");
    Files.writeString(
        config(),
        """
        include "switchboard.conf"
        switchboard {
          redis.uri = "%s"
          kafka { bootstrap-servers = "%s", topics.partitions = 3 }
          privacy.key-encryption-key-file = "%s"
          cluster { contact-points = ["127.0.0.1:%d"], shards = 12, settle = 1 s }
          front-door.port = 0
          workers.agents.helper { turn-timeout = 80 s }
        }
        pekko.management.http.port = %4$d
        pekko.remote.artery.canonical.port = 0
        """
            .formatted(redis.uri(), kafka.bootstrapServers(), dir.resolve("kek"), ports.get(3)));
    node = Node.start(Optional.of(config()), IN_THIS_PROCESS);
    channel = NettyChannelBuilder.forAddress(node.address()).usePlaintext().build();
  }

  /** A node that believes to be a cluster of its own, over the same store. */
  record Usurper(Node node, ManagedChannel channel) implements AutoCloseable {
    String operations() {
      return "127.0.0.1:" + node.operations().getPort();
    }

    void say(String session, String text) {
      FaultRig.say(ConversationServiceGrpc.newBlockingStub(channel), session, text);
    }

    @Override
    public void close() {
      channel.shutdownNow();
      node.stop().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  Usurper secondCluster() {
    int management = ports.get(4);
    var own = new ArrayList<>(IN_THIS_PROCESS);
    own.add("switchboard.cluster.contact-points = [\"127.0.0.1:" + management + "\"]");
    own.add("pekko.management.http.port = " + management);
    var second = Node.start(Optional.of(config()), own);
    return new Usurper(
        second, NettyChannelBuilder.forAddress(second.address()).usePlaintext().build());
  }

  void stopNode() throws Exception {
    channel.shutdownNow();
    node.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** The node's configuration file. */
  Path config() {
    return dir.resolve("node.conf");
  }

  /** Where the node answers its operator. */
  String operations() {
    return "127.0.0.1:" + node.operations().getPort();
  }

  String brokers() {
    return kafka.bootstrapServers();
  }

  Node node() {
    return node;
  }

  ConversationServiceBlockingStub client() {
    return ConversationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** Creates a session and returns its name. */
  String session(String id, String agent) {
    return client()
        .createSession(
            CreateSessionRequest.newBuilder()
                .setParent("tenants/acme")
                .setSessionId(id)
                .setRequestId(UUID.randomUUID().toString())
                .setSession(Session.newBuilder().setSubject("partner-1042").setAgent(agent))
                .build())
        .getName();
  }

  void say(String session, String text) {
    say(client(), session, text);
  }

  private static void say(ConversationServiceBlockingStub client, String session, String text) {
    client
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .sendMessage(
            SendMessageRequest.newBuilder()
                .setSession(session)
                .setText(text)
                .setRequestId(UUID.randomUUID().toString())
                .build());
  }

  /** The first order of a prefix in this state. */
  static String order(String prefix, Order.Status status) {
    var world = new SimulatedWorld(SEED);
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> prefix + "-" + i)
        .filter(id -> world.order(id).map(Order::status).filter(status::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  void dial(String service, Dials dials) throws IOException {
    DialsFile.in(dir.resolve(service)).write(dials);
  }

  void send(ProducerRecord<String, byte[]> record) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get(10, TimeUnit.SECONDS);
    }
  }

  /** Open dead letters, by the topic that they came from. */
  Map<String, Long> deadLetters() {
    try (var letters = letters()) {
      return letters.open();
    }
  }

  void dropDeadLetters(String topic) {
    try (var letters = letters()) {
      letters.dropAll(topic, "the test is over");
    }
  }

  private DeadLetters letters() {
    return DeadLetters.connect(Brokers.at(kafka.bootstrapServers()), Duration.ofSeconds(10));
  }

  /** Stops Redis as if its machine hung, or lets it go on. */
  void signalRedis(String signal) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + signal, "" + redis.pid()).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("kill -" + signal + " failed");
    }
  }

  void close() throws Exception {
    stopNode();
    services.forEach(SimulatedService::close);
    kafka.close();
    redis.close();
  }
}
