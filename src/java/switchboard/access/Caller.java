package switchboard.access;

import io.grpc.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a credential stands for.
 *
 * @param name for logs: which key it was, never whose
 * @param tenant the only tenant whose things it may touch
 * @param subject the person it stands for, if it stands for one
 * @param until when it ends; {@link Instant#MAX} for one that is valid until it is taken away
 */
public record Caller(
    String name, String tenant, Optional<String> subject, Set<Scope> scopes, Instant until) {
  /** Whoever calls a door that asks for no credential: may do everything. */
  static final Caller ANYONE =
      new Caller("anyone", "", Optional.empty(), Set.of(Scope.values()), Instant.MAX);

  static final Context.Key<Caller> CURRENT = Context.key("caller");

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
