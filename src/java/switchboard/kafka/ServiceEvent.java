package switchboard.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a service told unasked. It arrives at least once: {@code eventId} tells a repeat.
 *
 * @param eventId the CloudEvents id, at most 200 characters
 * @param topic where it came from, such as {@code order.events}
 * @param tenant whose it is; the configured one if the event named none
 * @param type the event type, such as {@code switchboard.order.status-changed.v1}
 * @param id of what it is about: an order, at most 128 characters
 * @param facts what is true now, by name
 * @param asOf since when, by the service's clock
 * @param traceparent the W3C trace context, if a well-formed one came along
 */
public record ServiceEvent(
    String eventId,
    String topic,
    String tenant,
    String type,
    String id,
    Map<String, String> facts,
    Instant asOf,
    Optional<String> traceparent) {
  public ServiceEvent {
    facts = Map.copyOf(facts);
  }
}
