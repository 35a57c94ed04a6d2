package switchboard.operations;

import java.util.Optional;
import java.util.regex.Pattern;
import switchboard.session.SessionId;
import switchboard.wire.FieldChecks;

/**
 * How the operator names a saga.
 *
 * @param tenant the tenant's id
 * @param saga the session's id, a dot, and the sequence of the event that asked for the saga
 */
public record SagaName(String tenant, String saga) {
  private static final SagaName NONE = new SagaName("none", "none");
  private static final Pattern NAME =
      Pattern.compile("tenants/([^/]{1,63})/sagas/(([^/.]{1,63})\\.[1-9][0-9]{0,17})");

  /** Reads tenants/{tenant}/sagas/{saga}; empty if it is none. */
  public static Optional<SagaName> parse(String name) {
    var match = NAME.matcher(name);
    return match.matches()
            && SessionId.ID.matcher(match.group(1)).matches()
            && SessionId.ID.matcher(match.group(3)).matches()
        ? Optional.of(new SagaName(match.group(1), match.group(2)))
        : Optional.empty();
  }

  /** Reads the name that a request gives, or notes that it is none. */
  static SagaName checked(FieldChecks checks, String field, String name) {
    var parsed = parse(name);
    if (parsed.isEmpty()) {
      checks.violated(field, "must be tenants/{tenant}/sagas/{saga}, as a list shows it");
    }
    return parsed.orElse(NONE);
  }

  /** Reads what {@link #entityId} made; empty if it is none. */
  public static Optional<SagaName> ofEntity(String entityId) {
    int slash = entityId.indexOf('/');
    return slash < 0
        ? Optional.empty()
        : parse(
            "tenants/" + entityId.substring(0, slash) + "/sagas/" + entityId.substring(slash + 1));
  }

  /** The saga's id within sharding, and in envelopes: tenant/saga. */
  public String entityId() {
    return tenant + "/" + saga;
  }

  /** tenants/{tenant}/sagas/{saga}. */
  public String name() {
    return "tenants/" + tenant + "/sagas/" + saga;
  }
}
