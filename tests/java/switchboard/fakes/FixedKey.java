package switchboard.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import switchboard.privacy.SealBrokenException;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;

/** A key whose bytes are known, by the JDK alone: what was sealed with it can be kept in files. */
public final class FixedKey implements SubjectCipher {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private final SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");

  public static SubjectKey.Present present() {
    return new SubjectKey.Present(new FixedKey(), "fixed");
  }

  @Override
  public byte[] seal(byte[] text, String context) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      var nonce = Arrays.copyOf(digest(text), NONCE);
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context.getBytes(UTF_8));
      var sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(text.length));
      cipher.doFinal(text, 0, text.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] open(byte[] sealed, String context) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE));
      cipher.updateAAD(context.getBytes(UTF_8));
      return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException e) {
      throw new SealBrokenException(context, e);
    }
  }

  @Override
  public byte[] digest(byte[] text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Arrays.copyOf(mac.doFinal(text), 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
