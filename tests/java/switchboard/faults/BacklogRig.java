package switchboard.faults;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import switchboard.Main;
import switchboard.local.JavaProcess;
import switchboard.local.KafkaBroker;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.simulators.Order;
import switchboard.simulators.ServiceSettings;
import switchboard.simulators.SimulatedService;
import switchboard.simulators.SimulatedWorld;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;

/**
 * A node in a process of its own, a Redis, a broker that nobody else uses, and services that are
 * started when the test says.
 */
final class BacklogRig {
  private static final String REPLIES = "order.replies";
  private static final String GROUP = "switchboard-sagas";
  private static final long SEED = 7;

  private final List<Integer> ports = TestKafka.freePorts(6);
  private final List<SimulatedService> services = new ArrayList<>();
  private final Path dir;
  private final RedisServer redis;
  private final KafkaBroker broker;
  private final ManagedChannel channel;
  private JavaProcess node;

  BacklogRig() throws Exception {
    var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
    dir = Files.createTempDirectory(parent, "backlog-");
    redis = RedisServer.start(ports.get(0), dir.resolve("redis"), Fsync.ALWAYS);
    broker = KafkaBroker.start(dir.resolve("kafka"), ports.get(4), ports.get(5));
    startNode();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", ports.get(1)).usePlaintext().build();
  }

  void startNode() throws Exception {
    var arguments = new ArrayList<>(List.of("node"));
    for (var setting :
        List.of(
            "switchboard.redis.uri=\"" + redis.uri() + "\"",
            "switchboard.kafka.bootstrap-servers=\"" + broker.bootstrapServers() + "\"",
            Rig.KEY_SETTING,
            "switchboard.delivery.order-status-deadline=10 minutes",
            "switchboard.front-door.port=" + ports.get(1),
            "pekko.remote.artery.canonical.port=" + ports.get(2),
            "pekko.management.http.port=" + ports.get(3),
            "switchboard.cluster.contact-points=[\"127.0.0.1:" + ports.get(3) + "\"]",
            "switchboard.cluster.shards=12")) {
      arguments.addAll(List.of("--set", setting));
    }
    node =
        JavaProcess.start(Main.class, "switchboard node ready", arguments.toArray(String[]::new));
  }

  void killNode() throws InterruptedException {
    node.kill();
  }

  long nodePid() {
    return node.pid();
  }

  void startService(String name) throws Exception {
    var settings = new ServiceSettings(broker.bootstrapServers(), dir.resolve(name), SEED);
    var service = SimulatedService.start(name, settings);
    services.add(service);
    service.ready().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  ConversationServiceBlockingStub client() {
    return ConversationServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** So many orders in this state. */
  static List<String> orders(int count, Order.Status status) {
    var world = new SimulatedWorld(SEED);
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> "BL-" + i)
        .filter(id -> world.order(id).map(Order::status).filter(status::equals).isPresent())
        .limit(count)
        .toList();
  }

  /** Answers that no service gave: to this step of each of these sagas. */
  void answer(List<String> sagas, String step) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5);
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      sagas.forEach(saga -> producer.send(reply(saga, step)));
    }
  }

  private static ProducerRecord<String, byte[]> reply(String saga, String step) {
    var body = "{\"ok\":true,\"reason\":\"\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:31Z\"}";
    var record = new ProducerRecord<>(REPLIES, saga, bytes(body));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", saga + ":" + step,
            "ce_source", "/services/order",
            "ce_type", "switchboard.order.get-status.reply.v1",
            "ce_sagaid", saga,
            "ce_stepkey", saga + ":" + step,
            "ce_attempt", "1",
            "content-type", "application/json")
        .forEach((name, text) -> record.headers().add(name, bytes(text)));
    return record;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** How many records are in the topic. */
  long written(String topic) {
    return ends(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many answers of the order service the node has not committed. */
  long waiting() throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var admin = Admin.create(properties)) {
      var committed =
          admin
              .listConsumerGroupOffsets(GROUP)
              .partitionsToOffsetAndMetadata()
              .get(10, TimeUnit.SECONDS);
      return ends(REPLIES).entrySet().stream()
          .mapToLong(
              end -> {
                var offset = committed.get(end.getKey());
                return end.getValue() - (offset == null ? 0 : offset.offset());
              })
          .sum();
    }
  }

  private Map<TopicPartition, Long> ends(String topic) {
    Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return consumer.endOffsets(
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList(),
          Duration.ofSeconds(10));
    }
  }

  void stop() throws Exception {
    channel.shutdownNow();
    services.forEach(SimulatedService::close);
    node.kill();
    broker.close();
    redis.close();
  }
}
