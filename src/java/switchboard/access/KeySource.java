package switchboard.access;

import com.nimbusds.jose.jwk.JWKSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The public keys of those who issue tokens. */
interface KeySource extends AutoCloseable {
  /** As they are known now; empty if they were never to be had. */
  Optional<JWKSet> keys();

  /**
   * Looks for newer ones, because a token names one that is not there; not more often than is good
   * for who has them. Completes, always normally, when {@link #keys} is as new as can be had.
   */
  CompletionStage<Void> refresh();

  /** How often they have changed. */
  long generation();

  @Override
  void close();
}
