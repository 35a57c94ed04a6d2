package switchboard.simulators;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A simulated service's clients of the broker. */
final class ServiceClients {
  private ServiceClients() {}

  static Producer<String, byte[]> producer(ServiceSettings settings) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", settings.bootstrapServers(),
            "acks", "all",
            "enable.idempotence", true,
            // A new producer's second request may otherwise overtake a first one that is retried.
            // One at a time costs little: what comes meanwhile shares the next request.
            "max.in.flight.requests.per.connection", 1,
            "linger.ms", 0,
            "delivery.timeout.ms", 10_000,
            "request.timeout.ms", 3_000,
            "max.block.ms", 3_000,
            "reconnect.backoff.max.ms", 1_000);
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  static Consumer<String, byte[]> consumer(String service, ServiceSettings settings) {
    Map<String, Object> properties =
        Map.ofEntries(
            Map.entry("bootstrap.servers", settings.bootstrapServers()),
            Map.entry("group.id", service + "-service"),
            // One process serves it: started again after a kill, it takes its old place at once.
            Map.entry("group.instance.id", service + "-service-1"),
            Map.entry("enable.auto.commit", false),
            Map.entry("auto.offset.reset", "earliest"),
            Map.entry("session.timeout.ms", 6_000),
            Map.entry("heartbeat.interval.ms", 1_500),
            Map.entry("reconnect.backoff.max.ms", 1_000),
            // A service that is started before its topics are made finds them soon.
            Map.entry("metadata.max.age.ms", (int) Duration.ofSeconds(2).toMillis()));
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
