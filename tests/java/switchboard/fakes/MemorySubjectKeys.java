package switchboard.fakes;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import switchboard.privacy.SealBrokenException;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;

/** Keys that are held in memory only. */
public final class MemorySubjectKeys implements SubjectKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<Subject, SubjectKey> keys = new ConcurrentHashMap<>();
  private final Set<Subject> erased = ConcurrentHashMap.newKeySet();

  @Override
  public CompletionStage<SubjectKey> obtain(Subject subject, Optional<String> session) {
    return CompletableFuture.completedStage(
        erased.contains(subject)
            ? SubjectKey.Absent.ERASED
            : keys.computeIfAbsent(
                subject, _ -> new SubjectKey.Present(new AesCipher(random(32)), "memory")));
  }

  @Override
  public CompletionStage<SubjectKey> key(Subject subject) {
    return CompletableFuture.completedStage(
        erased.contains(subject)
            ? SubjectKey.Absent.ERASED
            : keys.getOrDefault(subject, SubjectKey.Absent.NONE));
  }

  /** From now on there is no key for the subject. */
  public void erase(Subject subject) {
    erased.add(subject);
    keys.remove(subject);
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private record AesCipher(byte[] key) implements SubjectCipher {
    @Override
    public byte[] seal(byte[] text, String context) {
      var nonce = random(12);
      try {
        var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(text);
        var all = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
        return all;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
      try {
        return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, 12), context)
            .doFinal(sealed, 12, sealed.length - 12);
      } catch (GeneralSecurityException | RuntimeException e) {
        throw new SealBrokenException(context, e);
      }
    }

    @Override
    public byte[] digest(byte[] text) {
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return Arrays.copyOf(mac.doFinal(text), 16);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
      return cipher;
    }
  }
}
