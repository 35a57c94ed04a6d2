package switchboard.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.access.Tokens.Checked.Known;
import switchboard.access.Tokens.Checked.Refused;

/**
 * JSON Web Tokens (RFC 7519, RFC 9068) that somebody else issues, signed with RS256, ES256 or
 * EdDSA. The algorithm must be one of these and fit the key, so {@code none}, or HS256 with a
 * public key for its secret, is nothing here.
 */
final class WebTokens implements Tokens {
  private static final Set<String> ALGORITHMS = Set.of("RS256", "ES256", "EdDSA", "Ed25519");
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Checking a signature takes 30 to 300 µs, and a client shows the same token with each call. */
  private static final int REMEMBERED = 10_000;

  private final KeySource source;
  private final Claims claims;
  private final Clock clock;
  private final Cache<String, Remembered> good =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /** What was found of a token with one generation of the keys. */
  private record Remembered(Caller caller, long generation) {}

  WebTokens(KeySource source, Claims claims, Clock clock) {
    this.source = source;
    this.claims = claims;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Checked> check(String token) {
    // the hash, so that nobody finds tokens in a dump of the memory
    var hash = StaticKey.sha256(token);
    var known = good.getIfPresent(hash);
    var now = clock.instant();
    if (known != null
        && known.generation == source.generation()
        && now.isBefore(known.caller.until())) {
      return CompletableFuture.completedStage(new Known(known.caller));
    }
    SignedJWT parsed;
    try {
      parsed = SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException notOne) {
      return refused("it is no signed JSON Web Token");
    }
    var header = parsed.getHeader();
    if (!ALGORITHMS.contains(header.getAlgorithm().getName())) {
      return refused("its algorithm is none of RS256, ES256 and EdDSA");
    }
    if (header.getType() != null
        && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
      return refused("its type is not that of an access token");
    }
    if (fitting(parsed).isEmpty()) {
      return source.refresh().thenApply(_ -> verified(parsed, hash));
    }
    return CompletableFuture.completedStage(verified(parsed, hash));
  }

  private static CompletionStage<Checked> refused(String why) {
    return CompletableFuture.completedStage(new Refused(why));
  }

  private List<JWK> fitting(SignedJWT token) {
    var selector = new JWKSelector(JWKMatcher.forJWSHeader(token.getHeader()));
    return source.keys().map(selector::select).orElse(List.of());
  }

  private Checked verified(SignedJWT token, String hash) {
    if (source.keys().isEmpty()) {
      return Checked.Plain.UNAVAILABLE;
    }
    long generation = source.generation();
    var keys = fitting(token);
    if (keys.isEmpty()) {
      return new Refused("no key of the set has its id and fits its algorithm");
    }
    if (keys.stream().noneMatch(key -> isSignedWith(token, key))) {
      return new Refused("its signature is wrong");
    }
    var checked = claims.caller(token, clock.instant());
    if (checked instanceof Known(var caller)) {
      good.put(hash, new Remembered(caller, generation));
    }
    return checked;
  }

  private static boolean isSignedWith(SignedJWT token, JWK key) {
    try {
      var verifier = verifier(key);
      return verifier.isPresent() && token.verify(verifier.get());
    } catch (JOSEException unfit) {
      return false;
    }
  }

  private static Optional<JWSVerifier> verifier(JWK key) throws JOSEException {
    return switch (key) {
      case RSAKey rsa -> Optional.of(new RSASSAVerifier(rsa));
      case ECKey ec -> Optional.of(new ECDSAVerifier(ec));
      case OctetKeyPair pair -> Optional.of(new Ed25519Verifier(pair));
      default -> Optional.empty();
    };
  }

  @Override
  public long generation() {
    return source.generation();
  }

  @Override
  public void close() {
    source.close();
  }
}
