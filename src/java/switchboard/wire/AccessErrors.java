package switchboard.wire;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Map;

/**
 * What callers see who may not do what they ask for. Nothing in it depends on whether what they ask
 * for exists.
 */
public final class AccessErrors {
  private AccessErrors() {}

  public static Status credentialMissing() {
    return PublicErrors.error(
        Code.UNAUTHENTICATED,
        "CREDENTIAL_MISSING",
        "The call needs one credential: the header authorization with Bearer and a token.");
  }

  /** Why is for the log; whoever tries credentials is told nothing of them. */
  public static Status credentialInvalid() {
    return PublicErrors.error(
        Code.UNAUTHENTICATED,
        "CREDENTIAL_INVALID",
        "The credential is not valid here, or not any more; get a new one.");
  }

  public static Status credentialsUncheckable() {
    return PublicErrors.retryable(
        "CREDENTIALS_UNCHECKABLE", "Credentials cannot be checked now; repeat the call.");
  }

  public static Status otherTenant() {
    return PublicErrors.error(
        Code.PERMISSION_DENIED,
        "OTHER_TENANT",
        "The credential is good for its own tenant only; use a name of that tenant.");
  }

  /** A session for somebody else than the caller. */
  public static Status otherSubject() {
    return PublicErrors.error(
        Code.PERMISSION_DENIED,
        "OTHER_SUBJECT",
        "The credential is good for its own subject only; create sessions with that subject.");
  }

  /** The method needs one of these scopes. */
  public static Status scopeMissing(String scopes) {
    return PublicErrors.error(
        Code.PERMISSION_DENIED,
        "SCOPE_MISSING",
        "The credential does not have the scope that this method needs; see the metadata.",
        Map.of("scopes", scopes));
  }

  /** Nobody may call the method. */
  public static Status noRule() {
    return PublicErrors.error(
        Code.PERMISSION_DENIED, "METHOD_CLOSED", "Nobody may call this method here.");
  }
}
