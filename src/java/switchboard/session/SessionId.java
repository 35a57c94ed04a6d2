package switchboard.session;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names one session: {@code tenants/{tenant}/sessions/{session}}. */
public record SessionId(String tenant, String session) {
  /** What a tenant's and a session's id look like. */
  public static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern NAME = Pattern.compile("tenants/([^/]*)/sessions/([^/]*)");

  public SessionId {
    if (!ID.matcher(tenant).matches() || !ID.matcher(session).matches()) {
      throw new IllegalArgumentException("not a session id: " + tenant + "/" + session);
    }
  }

  /** Reads a resource name; empty if it is malformed. */
  public static Optional<SessionId> fromName(String name) {
    var match = NAME.matcher(name);
    if (!match.matches()
        || !ID.matcher(match.group(1)).matches()
        || !ID.matcher(match.group(2)).matches()) {
      return Optional.empty();
    }
    return Optional.of(new SessionId(match.group(1), match.group(2)));
  }

  /** The resource name. */
  public String name() {
    return "tenants/" + tenant + "/sessions/" + session;
  }

  /** The id within sharding. */
  public String entityId() {
    return tenant + "/" + session;
  }

  public static SessionId fromEntityId(String entityId) {
    int slash = entityId.indexOf('/');
    return new SessionId(entityId.substring(0, slash), entityId.substring(slash + 1));
  }

  /** The id within the journal; decides the bucket, so it never changes. */
  public String persistenceId() {
    return "session|" + entityId();
  }
}
