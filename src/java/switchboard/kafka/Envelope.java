package switchboard.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import switchboard.stored.v1.OutboxEntry;

/**
 * Commands as CloudEvents 1.0 in Kafka's binary mode: attributes in headers, a JSON payload.
 *
 * <p>An envelope's {@code id} is the step key, so that a repeat of a step is recognised by it; the
 * extensions {@code sagaid}, {@code stepkey} and {@code attempt} come back in the answer, which
 * {@link ReplyDecoder} reads. {@code undoes} names the step key that a compensation takes back.
 * {@code src/schemas} has the payloads' schemas.
 */
public final class Envelope {
  static final String SAGA_ID = "sagaid";
  static final String STEP_KEY = "stepkey";
  static final String ATTEMPT = "attempt";
  static final String UNDOES = "undoes";
  static final String TENANT = "tenant";
  static final String TRACE_PARENT = "traceparent";
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
  private static final URI SOURCE = URI.create("/switchboard/sagas");

  private Envelope() {}

  /** As {@link #encode(SagaCommandMessage, Instant, Optional)}, outside any trace. */
  public static OutboxEntry.Publish encode(SagaCommandMessage command, Instant now) {
    return encode(command, now, Optional.empty());
  }

  /**
   * Makes the record of a command: to be stored with what caused it and published as it is. The
   * same arguments give the same bytes.
   *
   * @param now the time that the envelope states
   * @param traceparent the W3C trace context to carry along
   */
  public static OutboxEntry.Publish encode(
      SagaCommandMessage command, Instant now, Optional<String> traceparent) {
    var event =
        CloudEventBuilder.v1()
            .withId(command.stepKey())
            .withSource(SOURCE)
            .withType(command.type())
            .withSubject(command.key())
            .withTime(now.atOffset(ZoneOffset.UTC))
            .withExtension(SAGA_ID, command.sagaId())
            .withExtension(STEP_KEY, command.stepKey())
            .withExtension(ATTEMPT, String.valueOf(command.attempt()))
            .withExtension(TENANT, command.tenant())
            .withData("application/json", json(command.body()));
    command.undoes().ifPresent(undone -> event.withExtension(UNDOES, undone));
    traceparent.ifPresent(trace -> event.withExtension(TRACE_PARENT, trace));
    var written =
        KafkaMessageFactory.createWriter(command.topic(), command.key()).writeBinary(event.build());
    var publish =
        OutboxEntry.Publish.newBuilder()
            .setTopic(written.topic())
            .setKey(written.key())
            .setValue(ByteString.copyFrom(written.value()));
    written
        .headers()
        .forEach(h -> publish.putHeaders(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return publish.build();
  }

  /** The W3C trace context of a record, if its producer sent a well-formed one. */
  public static Optional<String> traceparent(Headers headers) {
    return Optional.ofNullable(headers.lastHeader("ce_" + TRACE_PARENT))
        .filter(header -> header.value() != null)
        .map(header -> new String(header.value(), StandardCharsets.UTF_8))
        .filter(trace -> trace.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.{0,64}"));
  }

  /** Names another span of the same trace as the parent of what the record's reader does. */
  static void hand(Headers headers, String traceparent) {
    headers.remove("ce_" + TRACE_PARENT);
    headers.add("ce_" + TRACE_PARENT, traceparent.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] json(Map<String, String> body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException("A map of texts has no JSON form", impossible);
    }
  }
}
