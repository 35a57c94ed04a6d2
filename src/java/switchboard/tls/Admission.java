package switchboard.tls;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import java.util.List;

/**
 * Whom a listener lets in.
 *
 * @param credentials what it shows, and asks for
 * @param checks refuse callers of another role; to be added to a builder last, so that they are
 *     asked first. Empty where nothing is asked for
 */
public record Admission(ServerCredentials credentials, List<ServerInterceptor> checks) {
  /** Whoever reaches it: no TLS. */
  public static final Admission ANYBODY =
      new Admission(InsecureServerCredentials.create(), List.of());

  public Admission {
    checks = List.copyOf(checks);
  }
}
