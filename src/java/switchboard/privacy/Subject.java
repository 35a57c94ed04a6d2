package switchboard.privacy;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The person whom sessions are with: {@code tenants/{tenant}/subjects/{subject}}.
 *
 * @param tenant the tenant's id
 * @param id what the tenant calls the person: 1 to 128 visible ASCII characters, slashes included
 */
public record Subject(String tenant, String id) {
  private static final Pattern NAME =
      Pattern.compile(
          "tenants/([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)/subjects/([\\x21-\\x7e]{1,128})");

  /** Reads a resource name; empty if it is malformed. */
  public static Optional<Subject> fromName(String name) {
    var match = NAME.matcher(name);
    return match.matches()
        ? Optional.of(new Subject(match.group(1), match.group(3)))
        : Optional.empty();
  }

  /** The resource name. */
  public String name() {
    return "tenants/" + tenant + "/subjects/" + id;
  }
}
