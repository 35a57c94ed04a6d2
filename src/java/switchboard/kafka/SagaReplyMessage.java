package switchboard.kafka;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A service's answer to a step.
 *
 * <p>Answers arrive at least once, and late ones arrive too: the saga recognises a repeat by the
 * step key.
 *
 * @param sagaId the saga that asked
 * @param stepKey the step that is answered
 * @param attempt the attempt that is answered, counted from 1; 0 if the service did not say
 * @param ok whether the service did what it was asked
 * @param reason why not, in upper snake case; empty when {@code ok}
 * @param attributes the facts learned, by name
 * @param asOf when the facts were true, by the service's clock
 * @param topic the topic that the answer came from, such as {@code order.replies}
 * @param traceparent the W3C trace context, if a well-formed one came along
 */
public record SagaReplyMessage(
    String sagaId,
    String stepKey,
    int attempt,
    boolean ok,
    String reason,
    Map<String, String> attributes,
    Instant asOf,
    String topic,
    Optional<String> traceparent) {
  public SagaReplyMessage {
    attributes = Map.copyOf(attributes);
  }
}
