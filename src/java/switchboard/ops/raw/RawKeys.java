package switchboard.ops.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Keys, and what is encrypted under them: AES-256-GCM, a nonce of 12 bytes, a tag of 16. */
final class RawKeys {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Map<String, byte[]> wrapping;

  private RawKeys(Map<String, byte[]> wrapping) {
    this.wrapping = Map.copyOf(wrapping);
  }

  static RawKeys none() {
    return new RawKeys(Map.of());
  }

  /** Reads the key-encryption keys: {@code ID:BASE64}, one a line or separated by commas. */
  static RawKeys read(Path file) {
    var keys = new HashMap<String, byte[]>();
    try {
      for (var entry : Files.readString(file).split("[\\n,]")) {
        var parts = entry.strip().split(":", 2);
        if (parts.length == 2 && !parts[0].startsWith("#")) {
          keys.put(parts[0], Base64.getDecoder().decode(parts[1]));
        }
      }
    } catch (IOException e) {
      throw new RawFailure("cannot read the key-encryption keys in " + file, e);
    }
    return new RawKeys(keys);
  }

  /**
   * The key of a subject.
   *
   * @param subject {@code tenants/TENANT/subjects/SUBJECT}
   * @param by id of the key that wraps it
   */
  byte[] unwrap(byte[] wrapped, String by, String subject) {
    var key = wrapping.get(by);
    if (key == null) {
      throw new RawFailure("there is no key-encryption key " + by + " to unwrap " + subject);
    }
    return open(key, wrapped, "subject-key|" + subject);
  }

  /** Decrypts what was encrypted for this place. */
  static byte[] open(byte[] key, byte[] sealed, String context) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      throw new RawFailure("what is sealed as " + context + " is cut off");
    }
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
      cipher.updateAAD(context.getBytes(UTF_8));
      return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new RawFailure("what is sealed as " + context + " cannot be opened", e);
    }
  }
}
