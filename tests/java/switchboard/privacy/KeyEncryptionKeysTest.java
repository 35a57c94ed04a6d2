package switchboard.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.journal.SubjectRecords.Wrapped;

class KeyEncryptionKeysTest {
  static final String ONE = "k1:" + Base64.getEncoder().encodeToString(filled(1));
  static final String TWO = "k2:" + Base64.getEncoder().encodeToString(filled(2));
  private static final Subject ASHA = new Subject("acme", "asha");

  @TempDir Path dir;

  @Test
  void theFirstWrapsAndAllUnwrap() {
    var old = KeyEncryptionKeys.parse(ONE, "test");
    var both = KeyEncryptionKeys.parse(TWO + "," + ONE, "test");
    assertThat(both.current()).isEqualTo("k2");
    assertThat(both.unwrap(old.wrap(filled(9), ASHA), ASHA)).isEqualTo(filled(9));
    var wrapped = both.wrap(filled(8), ASHA);
    assertThat(wrapped.by()).isEqualTo("k2");
    assertThat(both.unwrap(wrapped, ASHA)).isEqualTo(filled(8));
    assertThatThrownBy(() -> old.unwrap(wrapped, ASHA))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not configured: k2");
  }

  @Test
  void aKeyIsUnwrappedForItsSubjectOnlyAndOnlyWhole() {
    var keys = KeyEncryptionKeys.parse(ONE, "test");
    var wrapped = keys.wrap(filled(9), ASHA);
    assertThatThrownBy(() -> keys.unwrap(wrapped, new Subject("acme", "ravi")))
        .isInstanceOf(IllegalStateException.class);
    byte[] damaged = wrapped.key().clone();
    damaged[20] ^= 1;
    assertThatThrownBy(() -> keys.unwrap(new Wrapped(damaged, "k1"), ASHA))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFileHoldsOneALineWithCommentsBetween() throws Exception {
    var file = dir.resolve("kek");
    Files.writeString(file, "# new\n" + TWO + "\r\n\n  " + ONE + "\n");
    var keys = KeyEncryptionKeys.from(config("", file.toString()));
    assertThat(keys.current()).isEqualTo("k2");
    assertThat(keys).hasToString("KeyEncryptionKeys[k2, k1]");
  }

  @Test
  void exactlyOneSourceMustBeNamed() {
    assertThatThrownBy(() -> KeyEncryptionKeys.from(config("", "")))
        .hasMessageContaining("no key-encryption key is given: set either");
    assertThatThrownBy(() -> KeyEncryptionKeys.from(config(ONE, "file")))
        .hasMessageContaining("given twice");
    assertThatThrownBy(() -> KeyEncryptionKeys.from(config("", dir.resolve("none").toString())))
        .hasMessageContaining("cannot be read");
    assertThat(KeyEncryptionKeys.from(config(ONE, "")).current()).isEqualTo("k1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k1",
        "k1:",
        "k1:c2hvcnQ=",
        "k 1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=AAAA",
        "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH?8=",
        ",,",
        "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,"
            + "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
      })
  void whatIsMalformedIsRefusedWithoutBeingShown(String text) {
    assertThatThrownBy(() -> KeyEncryptionKeys.parse(text, "test"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("AAEC")
        .hasMessageNotContaining("\n")
        .hasNoCause();
  }

  static byte[] filled(int with) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private static Config config(String text, String file) {
    return ConfigFactory.parseMap(
        Map.of(
            "switchboard.privacy.key-encryption-keys", text,
            "switchboard.privacy.key-encryption-key-file", file));
  }
}
