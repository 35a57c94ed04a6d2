package switchboard.kafka;

import java.util.Map;
import java.util.Optional;
import switchboard.session.SessionId;

/**
 * A step's command to an internal service, before it is put into an envelope.
 *
 * @param tenant whose saga it is
 * @param sagaId the saga that waits for the answer; the reply's record key
 * @param stepKey the same for every repeat of the step: the service takes effect once per step key
 * @param attempt how often the step was asked by now, counted from 1
 * @param undoes of a compensation: the step key that it takes back
 * @param type the event type, such as {@code switchboard.order.get-status.v1}
 * @param topic one of the command topics of {@link Topics}
 * @param key the record key: the id of what is asked about, so that its commands stay in order
 * @param body the payload's fields; all that the step discloses
 */
public record SagaCommandMessage(
    String tenant,
    String sagaId,
    String stepKey,
    int attempt,
    Optional<String> undoes,
    String type,
    String topic,
    String key,
    Map<String, String> body) {
  public SagaCommandMessage {
    if (sagaId.isBlank() || stepKey.isBlank() || type.isBlank() || key.isBlank()) {
      throw new IllegalArgumentException("A command needs a saga, a step key, a type and a key");
    }
    if (!SessionId.ID.matcher(tenant).matches()) {
      throw new IllegalArgumentException("Not a tenant: " + tenant);
    }
    if (attempt < 1) {
      throw new IllegalArgumentException("Attempts are counted from 1, not " + attempt);
    }
    if (undoes.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("A compensation names the step key that it takes back");
    }
    if (!Topics.COMMANDS.contains(topic)) {
      throw new IllegalArgumentException("Not a command topic: " + topic);
    }
    body = Map.copyOf(body);
  }

  /** A step asked for the first time. */
  public static SagaCommandMessage first(
      String tenant,
      String sagaId,
      String stepKey,
      String type,
      String topic,
      String key,
      Map<String, String> body) {
    return new SagaCommandMessage(
        tenant, sagaId, stepKey, 1, Optional.empty(), type, topic, key, body);
  }
}
