package switchboard.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;

/** Somebody who issues tokens, and has a key of each kind. */
public final class Issuer {
  public static final String NAME = "https://login.example";
  public static final String AUDIENCE = "switchboard";

  final RSAKey rsa;
  final ECKey ec;
  final OctetKeyPair ed;

  public Issuer(String ids) {
    try {
      rsa = new RSAKeyGenerator(2048).keyID(ids + "-rsa").generate();
      ec = new ECKeyGenerator(Curve.P_256).keyID(ids + "-ec").generate();
      ed = new OctetKeyPairGenerator(Curve.Ed25519).keyID(ids + "-ed").generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }

  List<JWK> keys() {
    return List.of(rsa, ec, ed);
  }

  /** The key set that is published. */
  public String published() {
    return new JWKSet(keys()).toString();
  }

  /** A good token for an hour, with what is changed of its claims. */
  public String token(
      Instant now, String subject, String scope, UnaryOperator<JWTClaimsSet.Builder> change) {
    return sign(rsa, claims(now, subject, scope, change));
  }

  static JWTClaimsSet claims(
      Instant now, String subject, String scope, UnaryOperator<JWTClaimsSet.Builder> change) {
    return change
        .apply(
            new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(List.of("another", AUDIENCE))
                .subject(subject)
                .expirationTime(Date.from(now.plusSeconds(3600)))
                .notBeforeTime(Date.from(now))
                .claim("tenant", "acme")
                .claim("scope", scope))
        .build();
  }

  static String sign(JWK key, JWTClaimsSet claims) {
    return sign(key, key.getKeyID(), JOSEObjectType.JWT, claims);
  }

  static String sign(JWK key, String kid, JOSEObjectType type, JWTClaimsSet claims) {
    try {
      var signer = signer(key);
      var algorithm =
          switch (key) {
            case RSAKey _ -> JWSAlgorithm.RS256;
            case ECKey _ -> JWSAlgorithm.ES256;
            default -> JWSAlgorithm.EdDSA;
          };
      var token =
          new SignedJWT(new JWSHeader.Builder(algorithm).keyID(kid).type(type).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static JWSSigner signer(JWK key) throws com.nimbusds.jose.JOSEException {
    return switch (key) {
      case RSAKey it -> new RSASSASigner(it);
      case ECKey it -> new ECDSASigner(it);
      case OctetKeyPair it -> new Ed25519Signer(it);
      default -> throw new AssertionError(key.getKeyType());
    };
  }
}
