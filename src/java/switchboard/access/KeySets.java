package switchboard.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.List;

/** Reads key sets (RFC 7517) and keeps of them what tokens can be checked with. */
final class KeySets {
  private static final int LEAST_RSA_BITS = 2_048;

  private KeySets() {}

  /**
   * The usable keys of a set: public, RSA from 2,048 bits, EC P-256, Ed25519, and not for
   * encryption. Others are left out, since an issuer may have some for others.
   *
   * @param where what it was read from, for messages
   * @throws IllegalArgumentException if it is no key set or has no such key, with one line
   */
  static JWKSet parse(String where, String json) {
    JWKSet all;
    try {
      all = JWKSet.parse(json);
    } catch (ParseException | IllegalArgumentException wrong) {
      // what the library says may quote the document, which may hold a private key
      throw new IllegalArgumentException(where + ": not a JSON Web Key Set (RFC 7517)", wrong);
    }
    List<JWK> usable =
        all.getKeys().stream().filter(key -> isUsable(where, key)).map(JWK::toPublicJWK).toList();
    if (usable.isEmpty()) {
      throw new IllegalArgumentException(
          where + ": has no public key for signatures: RSA, EC P-256 or Ed25519");
    }
    return new JWKSet(usable);
  }

  private static boolean isUsable(String where, JWK key) {
    if (key.getKeyUse() != null && !key.getKeyUse().identifier().equals("sig")) {
      return false;
    }
    return switch (key) {
      case RSAKey rsa -> isStrong(where, rsa);
      case ECKey ec -> ec.getCurve().equals(Curve.P_256);
      case OctetKeyPair pair -> pair.getCurve().equals(Curve.Ed25519);
      default -> false;
    };
  }

  private static boolean isStrong(String where, RSAKey key) {
    try {
      if (key.toRSAPublicKey().getModulus().bitLength() < LEAST_RSA_BITS) {
        throw new IllegalArgumentException(
            where + ": an RSA key has fewer than " + LEAST_RSA_BITS + " bits");
      }
      return true;
    } catch (JOSEException wrong) {
      throw new IllegalArgumentException(where + ": an RSA key is malformed", wrong);
    }
  }
}
