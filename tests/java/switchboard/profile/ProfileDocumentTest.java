package switchboard.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import switchboard.fakes.InMemoryKeys;
import switchboard.privacy.SealBrokenException;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectCipher;
import switchboard.privacy.SubjectKey;

/** How a profile stands in Redis. The bytes of every format ever released stay readable. */
class ProfileDocumentTest {
  private static final Path GOLDEN = Path.of("tests/resources/profile/profile.1.hex");
  private static final Subject SUBJECT = new Subject("acme", "partner/1");
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
  private static final SubjectCipher CIPHER = cipher(SUBJECT);

  private static final Profile PROFILE =
      new Profile(
          7,
          NOW,
          new TreeMap<>(
              Map.of(
                  "city", new ProfileFact("city", "Pune", "s1", NOW, NOW.plusSeconds(60)),
                  "tier", new ProfileFact("tier", "gold", "", NOW, NOW.plusSeconds(90)))),
          List.of(new Profile.Request("r1", "00ff".repeat(8)), new Profile.Request("r2", "")),
          Map.of("old", NOW.minusSeconds(5)),
          false);

  @Test
  void aProfileComesOutAsItWentIn() {
    var document = ProfileDocument.write(PROFILE, SUBJECT, CIPHER);
    assertThat(ProfileDocument.read(document, SUBJECT, CIPHER)).isEqualTo(PROFILE);
    var empty = new Profile(3, NOW, new TreeMap<>(), List.of(), Map.of(), false);
    assertThat(ProfileDocument.read(ProfileDocument.write(empty, SUBJECT, CIPHER), SUBJECT, CIPHER))
        .isEqualTo(empty);
  }

  @Test
  void theFirstFormatIsStillReadAndWritten() throws IOException {
    var golden = HexFormat.of().parseHex(Files.readString(GOLDEN).replaceAll("\\s", ""));
    assertThat(ProfileDocument.read(golden, SUBJECT, PlainCipher.INSTANCE)).isEqualTo(PROFILE);
    assertThat(ProfileDocument.write(PROFILE, SUBJECT, PlainCipher.INSTANCE)).isEqualTo(golden);
  }

  @Test
  void valuesAreNotInTheClear() {
    var document = new String(ProfileDocument.write(PROFILE, SUBJECT, CIPHER), UTF_8);
    assertThat(document).contains("city", "tier").doesNotContain("Pune").doesNotContain("gold");
  }

  @Test
  void whatIsSealedForOneSubjectOpensForNoOther() {
    var document = ProfileDocument.write(PROFILE, SUBJECT, CIPHER);
    var other = new Subject("acme", "partner/2");
    assertThatThrownBy(() -> ProfileDocument.read(document, other, CIPHER))
        .isInstanceOf(SealBrokenException.class);
    assertThatThrownBy(() -> ProfileDocument.read(document, SUBJECT, cipher(other)))
        .isInstanceOf(SealBrokenException.class);
  }

  @Test
  void theOutlineNeedsNoKey() {
    var document = ProfileDocument.write(PROFILE, SUBJECT, CIPHER);
    assertThat(ProfileDocument.outline(document).version()).isEqualTo(7);
    var erased = ProfileDocument.writeErased(ProfileRules.erased(PROFILE, NOW));
    assertThat(ProfileDocument.outline(erased).erased()).isTrue();
    assertThat(ProfileDocument.read(erased, SUBJECT, CIPHER).version()).isEqualTo(8);
  }

  @Test
  void aNewerFormatAndADamagedDocumentAreRefused() {
    var document = ProfileDocument.write(PROFILE, SUBJECT, CIPHER);
    document[0] = 2;
    assertThatThrownBy(() -> ProfileDocument.read(document, SUBJECT, CIPHER))
        .hasMessageContaining("was it written by a newer one");
    assertThatThrownBy(() -> ProfileDocument.outline(new byte[0]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ProfileDocument.outline(new byte[] {1, (byte) 0xff}))
        .hasMessageContaining("damaged");
  }

  private static SubjectCipher cipher(Subject subject) {
    var key =
        new InMemoryKeys()
            .obtain(subject, java.util.Optional.empty())
            .toCompletableFuture()
            .resultNow();
    return ((SubjectKey.Present) key).cipher();
  }

  /** Seals nothing, so that golden bytes are the same each time. */
  private enum PlainCipher implements SubjectCipher {
    INSTANCE;

    @Override
    public byte[] seal(byte[] text, String context) {
      return (context + '\0' + HexFormat.of().formatHex(text)).getBytes(UTF_8);
    }

    @Override
    public byte[] open(byte[] sealed, String context) {
      var parts = new String(sealed, UTF_8).split("\0");
      assertThat(parts[0]).isEqualTo(context);
      return HexFormat.of().parseHex(parts[1]);
    }

    @Override
    public byte[] digest(byte[] text) {
      return new byte[16];
    }
  }
}
