package switchboard.saga;

import java.util.Optional;
import switchboard.session.SessionId;

/**
 * Names one saga: the session that asked for it and the sequence of the event that did, so that
 * asking again names the same saga.
 */
public record SagaId(SessionId session, String saga) {
  /** The id within sharding, and in envelopes. */
  public String entityId() {
    return session.tenant() + "/" + saga;
  }

  /** The id within the journal; decides the bucket, so it never changes. */
  public String persistenceId() {
    return "saga|" + entityId();
  }

  /** Names a step for ever: services recognise a repetition by it. */
  public String stepKey(String step) {
    return entityId() + ":" + step;
  }

  /** The step that a key of this saga names; empty if it is not one. */
  public Optional<String> step(String stepKey) {
    var start = entityId() + ":";
    return stepKey.startsWith(start)
        ? Optional.of(stepKey.substring(start.length()))
        : Optional.empty();
  }

  /** Reads an entity id; empty if it is none. */
  public static Optional<SagaId> parse(String entityId) {
    int slash = entityId.indexOf('/');
    int dot = entityId.lastIndexOf('.');
    if (slash < 0 || dot < slash || !entityId.substring(dot + 1).matches("[1-9][0-9]{0,17}")) {
      return Optional.empty();
    }
    var name =
        "tenants/"
            + entityId.substring(0, slash)
            + "/sessions/"
            + entityId.substring(slash + 1, dot);
    return SessionId.fromName(name).map(id -> new SagaId(id, entityId.substring(slash + 1)));
  }
}
