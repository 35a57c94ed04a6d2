package switchboard.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.Random;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A subject's key, unwrapped. Made small, since a node holds one for each subject it works for: the
 * bare cipher without a key set around it.
 */
final class DataKey implements SubjectCipher {
  /** Bytes of a key. */
  static final int SIZE = 32;

  private static final String HMAC = "HmacSha256";
  private static final byte[] DIGESTS = "switchboard request digest".getBytes(UTF_8);
  private static final int DIGEST_SIZE = 16;

  private final Aead aead;
  private final byte[] digestKey;

  private DataKey(Aead aead, byte[] digestKey) {
    this.aead = aead;
    this.digestKey = digestKey;
  }

  /** As many random bytes as a key has. */
  static byte[] random() {
    return Random.randBytes(SIZE);
  }

  /**
   * Takes a key over; the caller's bytes are wiped.
   *
   * @throws IllegalArgumentException if it has not 32 bytes
   */
  static DataKey take(byte[] key) {
    if (key.length != SIZE) {
      throw new IllegalArgumentException("a subject's key must have 32 bytes");
    }
    try {
      return new DataKey(
          new AesGcmJce(key), Hkdf.computeHkdf(HMAC, key, new byte[0], DIGESTS, SIZE));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java cannot encrypt by AES-256-GCM", missing);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public byte[] seal(byte[] text, String context) {
    try {
      return aead.encrypt(text, context.getBytes(UTF_8));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("a text could not be sealed", broken);
    }
  }

  @Override
  public byte[] open(byte[] sealed, String context) {
    try {
      return aead.decrypt(sealed, context.getBytes(UTF_8));
    } catch (GeneralSecurityException broken) {
      throw new SealBrokenException(context, broken);
    }
  }

  @Override
  public byte[] digest(byte[] text) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(digestKey, HMAC));
      return Arrays.copyOf(mac.doFinal(text), DIGEST_SIZE);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no HMAC-SHA-256", missing);
    }
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "DataKey";
  }
}
