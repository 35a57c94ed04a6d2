package switchboard.simulators;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A running simulated service: one thread that takes commands, keeps the ledger, answers when the
 * dials say, and commits a command's offset only after its answer is in the topic.
 *
 * <p>A repeated step takes effect once and is answered with the same content every time, also after
 * the process was killed in between.
 */
public final class SimulatedService implements AutoCloseable {
  private final ServiceRules rules;
  private final Producer<String, byte[]> producer;
  private final ServiceLoop loop;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  private SimulatedService(
      ServiceRules rules, Producer<String, byte[]> producer, ServiceLoop loop) {
    this.rules = rules;
    this.producer = producer;
    this.loop = loop;
  }

  static SimulatedService start(ServiceRules rules, ServiceSettings settings) throws IOException {
    var ledger = Ledger.open(settings.dataDir());
    var producer =
        new KafkaProducer<>(
            producerProperties(settings), new StringSerializer(), new ByteArraySerializer());
    var consumer =
        new KafkaConsumer<>(
            consumerProperties(rules, settings),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    var loop =
        new ServiceLoop(
            rules,
            new SimulatedWorld(settings.seed()),
            DialsFile.in(settings.dataDir()),
            ledger,
            consumer,
            producer);
    var service = new SimulatedService(rules, producer, loop);
    Thread.ofPlatform().name(rules.name() + "-service").start(service::run);
    return service;
  }

  /** Completes when the service has been given partitions to serve. */
  public CompletionStage<Void> ready() {
    return loop.ready();
  }

  /** Completes when the service has stopped; fails if it could not go on. */
  public CompletionStage<Void> completion() {
    return completion.minimalCompletionStage();
  }

  /**
   * Tells something about an order unasked, in the service's events topic. Any thread may call it.
   *
   * @param type the event type, such as {@code switchboard.order.status-changed.v1}
   */
  public CompletionStage<Void> emit(String type, String orderId, Map<String, String> facts) {
    var sent = new CompletableFuture<Void>();
    producer.send(
        ServiceMessages.unasked(
            rules.name() + ".events", rules.name(), type, orderId, facts, Instant.now()),
        (_, failure) -> {
          if (failure == null) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(failure);
          }
        });
    return sent;
  }

  /** Stops taking commands; what is unanswered is answered after the next start. */
  @Override
  public void close() {
    loop.stop();
  }

  private void run() {
    try {
      loop.run();
      completion.complete(null);
    } catch (IOException | RuntimeException failure) {
      completion.completeExceptionally(failure);
    }
  }

  private static Map<String, Object> producerProperties(ServiceSettings settings) {
    return Map.of(
        "bootstrap.servers", settings.bootstrapServers(),
        "acks", "all",
        "enable.idempotence", true,
        // A new producer's second request may otherwise overtake a first one that is retried.
        "max.in.flight.requests.per.connection", 1,
        "linger.ms", 0,
        "delivery.timeout.ms", 10_000,
        "request.timeout.ms", 3_000,
        "max.block.ms", 3_000,
        "reconnect.backoff.max.ms", 1_000);
  }

  private static Map<String, Object> consumerProperties(
      ServiceRules rules, ServiceSettings settings) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", settings.bootstrapServers()),
        Map.entry("group.id", rules.name() + "-service"),
        // One process serves it: started again after a kill, it takes its old place at once.
        Map.entry("group.instance.id", rules.name() + "-service-1"),
        Map.entry("enable.auto.commit", false),
        Map.entry("auto.offset.reset", "earliest"),
        Map.entry("session.timeout.ms", 6_000),
        Map.entry("heartbeat.interval.ms", 1_500),
        Map.entry("reconnect.backoff.max.ms", 1_000),
        // A service that is started before its topics are made finds them soon.
        Map.entry("metadata.max.age.ms", (int) Duration.ofSeconds(2).toMillis()));
  }

  /** The services that can be started, by name. */
  public static List<String> names() {
    return List.of("order", "logistics", "payments");
  }

  /**
   * Starts the service with the name.
   *
   * @throws IOException if its data directory cannot be used
   * @throws IllegalArgumentException if there is none with the name
   */
  public static SimulatedService start(String name, ServiceSettings settings) throws IOException {
    return switch (name) {
      case "order" -> OrderService.start(settings);
      case "logistics" -> LogisticsService.start(settings);
      case "payments" -> PaymentsService.start(settings);
      default ->
          throw new IllegalArgumentException(
              "No such service: %s; there are order, logistics and payments".formatted(name));
    };
  }
}
