package switchboard.wire;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Map;

/** What workers and operators see whose certificate does not let them in. */
public final class CertificateErrors {
  private CertificateErrors() {}

  /** No certificate was shown. */
  public static Status missing(String role) {
    return PublicErrors.error(
        Code.UNAUTHENTICATED,
        "CERTIFICATE_MISSING",
        "This listener asks for a client certificate, and none was shown.",
        Map.of("role", role));
  }

  /** The certificate shown gives another role, or none. */
  public static Status ofAnotherRole(String role) {
    return PublicErrors.error(
        Code.PERMISSION_DENIED,
        "WRONG_ROLE",
        "The client certificate does not give the role that this listener asks for.",
        Map.of("role", role, "uri", "urn:switchboard:" + role + ":NAME"));
  }
}
