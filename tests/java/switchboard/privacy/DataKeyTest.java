package switchboard.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class DataKeyTest {
  private static final byte[] TEXT = "two words".getBytes(UTF_8);
  private final DataKey key = DataKey.take(KeyEncryptionKeysTest.filled(7));

  @Test
  void whatIsSealedIsOpenedInItsPlaceOnly() {
    byte[] sealed = key.seal(TEXT, "session|acme/s|X");
    assertThat(sealed).hasSize(TEXT.length + SubjectCipher.OVERHEAD);
    assertThat(key.open(sealed, "session|acme/s|X")).isEqualTo(TEXT);
    assertThat(key.seal(TEXT, "session|acme/s|X")).isNotEqualTo(sealed);
    assertThatThrownBy(() -> key.open(sealed, "session|acme/t|X"))
        .isInstanceOf(SealBrokenException.class);
    sealed[3] ^= 1;
    assertThatThrownBy(() -> key.open(sealed, "session|acme/s|X"))
        .isInstanceOf(SealBrokenException.class);
    assertThatThrownBy(() -> key.open(new byte[5], "session|acme/s|X"))
        .isInstanceOf(SealBrokenException.class);
  }

  @Test
  void theFormatIsNonceCiphertextAndTagOfPlainAesGcm() throws Exception {
    byte[] sealed = key.seal(TEXT, "here");
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(KeyEncryptionKeysTest.filled(7), "AES"),
        new GCMParameterSpec(128, sealed, 0, 12));
    cipher.updateAAD("here".getBytes(UTF_8));
    assertThat(cipher.doFinal(sealed, 12, sealed.length - 12)).isEqualTo(TEXT);
  }

  @Test
  void digestsAreKeyedAndStable() {
    // Stored with requests: a change of this value would make every repeated request look new.
    assertThat(HexFormat.of().formatHex(key.digest(TEXT)))
        .isEqualTo("153d19680214d0c8190bbde2ae6cf15b");
    assertThat(DataKey.take(KeyEncryptionKeysTest.filled(8)).digest(TEXT))
        .isNotEqualTo(key.digest(TEXT));
  }

  @Test
  void aKeyIsWipedWhereItCameFromAndShownNowhere() {
    byte[] bytes = KeyEncryptionKeysTest.filled(7);
    assertThat(DataKey.take(bytes)).hasToString("DataKey");
    assertThat(bytes).containsOnly(0);
    assertThat(new SubjectKey.Present(key, "k1").toString()).contains("k1").contains("DataKey");
    assertThatThrownBy(() -> DataKey.take(new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(DataKey.random()).hasSize(DataKey.SIZE).isNotEqualTo(DataKey.random());
  }

  @Test
  void aKeyTakesLittleMemory() {
    var held = new DataKey[50_000];
    long before = used();
    for (int i = 0; i < held.length; i++) {
      held[i] = DataKey.take(DataKey.random());
    }
    long each = (used() - before) / held.length;
    assertThat(held).doesNotContainNull();
    assertThat(each).as("bytes of heap for a key").isLessThan(320);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
