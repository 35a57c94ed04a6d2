package switchboard.simulators;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The services' side of the contract: commands in, answers and events out, as CloudEvents. */
final class ServiceMessages {
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
  private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};

  private ServiceMessages() {}

  /** Reads a command; empty if the record is none. */
  static Optional<ServiceCommand> command(ConsumerRecord<String, byte[]> record) {
    try {
      var event = KafkaMessageFactory.createReader(record).toEvent();
      var data = Objects.requireNonNull(event.getData(), "no payload").toBytes();
      return Optional.of(
          new ServiceCommand(
              required(event, "sagaid"),
              required(event, "stepkey"),
              event.getType(),
              Objects.requireNonNull(event.getSubject(), "no subject"),
              Objects.requireNonNullElse(event.getExtension("traceparent"), "").toString(),
              JSON.readValue(data, FIELDS)));
    } catch (IOException | RuntimeException malformed) {
      // Whatever it is, it is no command: the caller sends it to the dead letters.
      return Optional.empty();
    }
  }

  static ProducerRecord<String, byte[]> reply(
      String topic, String service, ServiceCommand command, ServiceAnswer answer) {
    var body = new TreeMap<String, Object>();
    body.put("ok", answer.ok());
    body.put("reason", answer.reason());
    body.put("facts", answer.facts());
    body.put("asOf", answer.asOf().toString());
    var event =
        event(service, command.stepKey(), command.type().replaceFirst("\\.v1$", ".reply.v1"), body)
            .withSubject(command.subject())
            .withTime(answer.asOf().atOffset(ZoneOffset.UTC))
            .withExtension("sagaid", command.sagaId())
            .withExtension("stepkey", command.stepKey());
    if (!command.traceparent().isEmpty()) {
      event.withExtension("traceparent", command.traceparent());
    }
    return record(topic, command.sagaId(), event.build());
  }

  static ProducerRecord<String, byte[]> unasked(
      String topic,
      String service,
      String type,
      String orderId,
      Map<String, String> facts,
      Instant now) {
    var body = new TreeMap<String, Object>();
    body.put("orderId", orderId);
    body.put("facts", facts);
    body.put("asOf", now.toString());
    return record(
        topic,
        orderId,
        event(service, UUID.randomUUID().toString(), type, body)
            .withSubject(orderId)
            .withTime(now.atOffset(ZoneOffset.UTC))
            .build());
  }

  private static io.cloudevents.core.v1.CloudEventBuilder event(
      String service, String id, String type, Map<String, Object> body) {
    try {
      return CloudEventBuilder.v1()
          .withId(id)
          .withSource(URI.create("/services/" + service))
          .withType(type)
          .withData("application/json", JSON.writeValueAsBytes(body));
    } catch (IOException impossible) {
      throw new UncheckedIOException("A map of texts has no JSON form", impossible);
    }
  }

  private static ProducerRecord<String, byte[]> record(String topic, String key, CloudEvent event) {
    return KafkaMessageFactory.createWriter(topic, key).writeBinary(event);
  }

  private static String required(CloudEvent event, String extension) {
    return Objects.requireNonNull(event.getExtension(extension), extension).toString();
  }
}
