package switchboard.kafka;

import java.util.Map;

/**
 * A step's command to an internal service, before it is put into an envelope.
 *
 * @param sagaId the saga that waits for the answer; the reply's record key
 * @param stepKey the same for every repeat of the step: the service takes effect once per step key
 * @param type the event type, such as {@code switchboard.order.get-status.v1}
 * @param topic one of the command topics of {@link Topics}
 * @param key the record key: the id of what is asked about, so that its commands stay in order
 * @param body the payload's fields; all that the step discloses
 */
public record SagaCommandMessage(
    String sagaId,
    String stepKey,
    String type,
    String topic,
    String key,
    Map<String, String> body) {
  public SagaCommandMessage {
    if (sagaId.isBlank() || stepKey.isBlank() || type.isBlank() || key.isBlank()) {
      throw new IllegalArgumentException("A command needs a saga, a step key, a type and a key");
    }
    if (!Topics.COMMANDS.contains(topic)) {
      throw new IllegalArgumentException("Not a command topic: " + topic);
    }
    body = Map.copyOf(body);
  }
}
