package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Looks for a subject's key with the key-encryption key in hand, as one would who has got hold of
 * the files: wherever it may begin, unwrapping is tried.
 */
final class WrappedKeys {
  private static final int NONCE = 12;
  private static final int WRAPPED = NONCE + 32 + 16;

  private final byte[] boundTo;

  /** Of a subject: {@code tenants/T/subjects/S}. */
  WrappedKeys(String subject) {
    boundTo = ("subject-key|" + subject).getBytes(UTF_8);
  }

  /** How many times it stands in these files. */
  int findIn(Map<String, byte[]> files) throws GeneralSecurityException {
    int found = 0;
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    var key = new SecretKeySpec(Rig.KEY_ENCRYPTION_KEY, "AES");
    for (byte[] file : files.values()) {
      for (int at = 0; at + WRAPPED <= file.length; at++) {
        found += unwraps(cipher, key, file, at) ? 1 : 0;
      }
    }
    return found;
  }

  private boolean unwraps(Cipher cipher, SecretKeySpec key, byte[] file, int at)
      throws GeneralSecurityException {
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, file, at, NONCE));
    cipher.updateAAD(boundTo);
    try {
      return cipher.doFinal(file, at + NONCE, WRAPPED - NONCE).length > 0;
    } catch (AEADBadTagException notHere) {
      return false;
    }
  }
}
