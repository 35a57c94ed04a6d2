package switchboard.access;

import java.util.Set;

/** What a method needs, besides a name of the caller's tenant. */
enum Right {
  /** {@code tenant}; or {@code conversation}, if the session is with the caller's subject. */
  SESSION(Scope.TENANT, Scope.CONVERSATION),
  /** {@code tenant}; or {@code conversation}, for a session with the caller's subject. */
  NEW_SESSION(Scope.TENANT, Scope.CONVERSATION),
  /** {@code tenant}: all of the tenant's sessions or profiles. */
  ALL(Scope.TENANT),
  /** {@code privacy}. */
  SUBJECT(Scope.PRIVACY);

  private final Set<Scope> scopes;

  Right(Scope... scopes) {
    this.scopes = Set.of(scopes);
  }

  /** One of them is needed. */
  Set<Scope> scopes() {
    return scopes;
  }
}
