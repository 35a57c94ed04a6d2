package switchboard.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import switchboard.kafka.KafkaSettings;
import switchboard.kafka.TopicSetup;

/** One broker for all tests of this JVM, started by the first that asks, with every topic made. */
public final class TestKafka {
  private static final int PARTITIONS = 3;
  private static TestKafka shared;

  private final KafkaBroker broker;

  private TestKafka(KafkaBroker broker) {
    this.broker = broker;
  }

  public static synchronized TestKafka shared() throws Exception {
    if (shared == null) {
      var dir = Files.createTempDirectory("switchboard-kafka");
      var ports = Ports.freePorts(2);
      var broker = KafkaBroker.start(dir, ports.get(0), ports.get(1));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    broker.close();
                    delete(dir);
                  }));
      shared = new TestKafka(broker);
      TopicSetup.ensure(shared.settings()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
    return shared;
  }

  /** Ports of the loopback address that nobody listens on. */
  public static List<Integer> freePorts(int count) {
    return Ports.freePorts(count);
  }

  public String servers() {
    return broker.bootstrapServers();
  }

  /** The product's configuration for the broker, with a consumer group of its own. */
  public Config config() {
    return config(servers());
  }

  public static Config config(String servers) {
    return ConfigFactory.parseMap(
            Map.of(
                "switchboard.kafka.bootstrap-servers",
                servers,
                "switchboard.kafka.topics.partitions",
                PARTITIONS,
                "switchboard.kafka.replies.group",
                "test-" + UUID.randomUUID(),
                "switchboard.kafka.events.group",
                "test-" + UUID.randomUUID()))
        .withFallback(ConfigFactory.parseResources("kafka.conf"))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  public KafkaSettings settings() {
    return KafkaSettings.from(config());
  }

  public void send(ProducerRecord<String, byte[]> record) throws Exception {
    Map<String, Object> properties = Map.of("bootstrap.servers", servers());
    try (var producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get(10, TimeUnit.SECONDS);
    }
  }

  /** Reads a topic from its beginning until so many records match, or fails after 15 s. */
  public List<ConsumerRecord<String, byte[]>> read(
      String topic, int count, Predicate<ConsumerRecord<String, byte[]>> wanted) {
    return read(servers(), topic, count, wanted, Duration.ofSeconds(15));
  }

  /** As above; returns what was found when the time is over. */
  public static List<ConsumerRecord<String, byte[]>> read(
      String servers,
      String topic,
      int count,
      Predicate<ConsumerRecord<String, byte[]>> wanted,
      Duration max) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", servers, "auto.offset.reset", "earliest");
    var found = new ArrayList<ConsumerRecord<String, byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = System.nanoTime() + max.toNanos();
      while (found.size() < count && System.nanoTime() - end < 0) {
        consumer.poll(Duration.ofMillis(50)).forEach(r -> addIf(found, r, wanted));
      }
    }
    return found;
  }

  /** The sum of a group's committed offsets over the topics. */
  public long committed(String group, Collection<String> topics) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(10, TimeUnit.SECONDS)
          .entrySet()
          .stream()
          .filter(e -> topics.contains(e.getKey().topic()) && e.getValue() != null)
          .mapToLong(e -> e.getValue().offset())
          .sum();
    }
  }

  /** The sum of the end offsets of all partitions of the topics. */
  public long end(Collection<String> topics) {
    Map<String, Object> properties = Map.of("bootstrap.servers", servers());
    try (var consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private static void addIf(
      List<ConsumerRecord<String, byte[]>> found,
      ConsumerRecord<String, byte[]> record,
      Predicate<ConsumerRecord<String, byte[]>> wanted) {
    if (wanted.test(record)) {
      found.add(record);
    }
  }

  private static void delete(Path dir) {
    try (var files = Files.walk(dir)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
