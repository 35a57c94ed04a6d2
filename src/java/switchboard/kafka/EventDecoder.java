package switchboard.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import switchboard.kafka.Incoming.Malformed;
import switchboard.session.SessionId;

/** Reads what services tell unasked. */
final class EventDecoder implements Decoder<ServiceEvent> {
  private static final Pattern TYPE = Pattern.compile("switchboard\\.[a-z]+\\.[a-z-]+\\.v1");
  private static final int ORDER_ID_LENGTH_MAX = 128;

  private final Optional<String> defaultTenant;

  /**
   * @param defaultTenant whose an event is that names no tenant; without one it is garbage
   */
  EventDecoder(Optional<String> defaultTenant) {
    this.defaultTenant = defaultTenant;
  }

  @Override
  public Decoded<ServiceEvent> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Message<>(message(record));
    } catch (Malformed malformed) {
      return new Garbage<>(malformed.getMessage());
    }
  }

  private ServiceEvent message(ConsumerRecord<byte[], byte[]> record) throws Malformed {
    var incoming = Incoming.read(record, TYPE);
    var id = Incoming.id(incoming.event().getSubject(), ORDER_ID_LENGTH_MAX, "NO_ORDER_ID");
    // One id in three places: the key decides the order, the body is what the service meant.
    if (!incoming.body().path("orderId").asText("").equals(id)
        || !Arrays.equals(record.key(), id.getBytes(StandardCharsets.UTF_8))) {
      throw new Malformed("ORDER_ID_MISMATCH");
    }
    return new ServiceEvent(
        incoming.eventId(),
        record.topic(),
        tenant(incoming),
        incoming.event().getType(),
        id,
        incoming.facts(),
        incoming.asOf(),
        Envelope.traceparent(record.headers()));
  }

  private String tenant(Incoming incoming) throws Malformed {
    var tenant = incoming.optional(Envelope.TENANT, "BAD_TENANT").or(() -> defaultTenant);
    if (tenant.isEmpty()) {
      throw new Malformed("NO_TENANT");
    }
    if (!SessionId.ID.matcher(tenant.get()).matches()) {
      throw new Malformed("BAD_TENANT");
    }
    return tenant.get();
  }
}
