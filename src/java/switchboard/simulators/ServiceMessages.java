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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
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
              optional(event, "attempt"),
              optional(event, "undoes"),
              optional(event, "traceparent"),
              fields(data)));
    } catch (IOException | RuntimeException malformed) {
      // Whatever it is, it is no command: the caller sends it to the dead letters.
      return Optional.empty();
    }
  }

  /**
   * Reads a JSON object of texts.
   *
   * @throws IOException if it is none
   */
  static Map<String, String> fields(byte[] json) throws IOException {
    var fields = JSON.readValue(json, FIELDS);
    if (fields == null || fields.containsValue(null)) {
      throw new IOException("Not an object of texts: send one");
    }
    return fields;
  }

  /** The payload of an answer, which is the same over Kafka and over HTTP. */
  static byte[] body(ServiceAnswer answer) {
    var body = new TreeMap<String, Object>();
    body.put("ok", answer.ok());
    body.put("reason", answer.reason());
    body.put("facts", answer.facts());
    body.put("asOf", answer.asOf().toString());
    return json(body);
  }

  static ProducerRecord<String, byte[]> reply(
      String service, ServiceCommand command, ServiceAnswer answer) {
    var type = command.type().replaceFirst("\\.v1$", ".reply.v1");
    var event =
        event(service, command.stepKey(), type, body(answer))
            .withSubject(command.subject())
            .withTime(answer.asOf().atOffset(ZoneOffset.UTC))
            .withExtension("sagaid", command.sagaId())
            .withExtension("stepkey", command.stepKey());
    if (!command.attempt().isEmpty()) {
      event.withExtension("attempt", command.attempt());
    }
    if (!command.traceparent().isEmpty()) {
      event.withExtension("traceparent", command.traceparent());
    }
    return record(service + ".replies", command.sagaId(), event.build());
  }

  static ProducerRecord<String, byte[]> unasked(
      String service, UnaskedEvent unasked, Instant asOf) {
    var body = new TreeMap<String, Object>();
    body.put("orderId", unasked.orderId());
    body.put("facts", unasked.facts());
    body.put("asOf", asOf.toString());
    var event =
        event(service, unasked.id(), unasked.type(), json(body))
            .withSubject(unasked.orderId())
            .withTime(asOf.atOffset(ZoneOffset.UTC));
    if (!unasked.tenant().isEmpty()) {
      event.withExtension("tenant", unasked.tenant());
    }
    return record(service + ".events", unasked.orderId(), event.build());
  }

  /** The record, as it goes to the dead letters because it is no command. */
  static ProducerRecord<String, byte[]> deadLetter(ConsumerRecord<String, byte[]> record) {
    var letter =
        new ProducerRecord<>(record.topic() + ".dead-letter", record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    letter.headers().add("dead-letter-reason", bytes("NOT_A_COMMAND"));
    letter.headers().add("dead-letter-topic", bytes(record.topic()));
    letter.headers().add("dead-letter-partition", bytes(String.valueOf(record.partition())));
    letter.headers().add("dead-letter-offset", bytes(String.valueOf(record.offset())));
    letter.headers().add("dead-letter-attempt", bytes("1"));
    return letter;
  }

  private static io.cloudevents.core.v1.CloudEventBuilder event(
      String service, String id, String type, byte[] body) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create("/services/" + service))
        .withType(type)
        .withData("application/json", body);
  }

  private static byte[] json(Map<String, Object> body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException("A map of texts has no JSON form", impossible);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String optional(CloudEvent event, String extension) {
    return Objects.requireNonNullElse(event.getExtension(extension), "").toString();
  }

  private static ProducerRecord<String, byte[]> record(String topic, String key, CloudEvent event) {
    return KafkaMessageFactory.createWriter(topic, key).writeBinary(event);
  }

  private static String required(CloudEvent event, String extension) {
    return Objects.requireNonNull(event.getExtension(extension), extension).toString();
  }
}
