package switchboard.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final Redactor india = Redactor.inRegion("IN");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "call me on 98765 43210 please | call me on [phone] please",
        "98765-43210 | [phone]",
        "it is 09876543210. | it is [phone].",
        "+91 98765 43210, or +44 20 7946 0958 | [phone], or [phone]",
        "call (022) 2778-2183 now | call [phone] now",
        "phone=9876543210 | phone=[phone]",
        "phone:9876543210. | phone:[phone].",
        "मेरा नंबर ९८७६५४३२१० है | मेरा नंबर [phone] है",
        "card 4111 1111 1111 1111 | card [card]",
        "4111-1111-1111-1111 exp 12/29 | [card] exp 12/29",
        "4111111111111111 | [card]",
        "amex 378282246310005 | amex [card]",
        "pay 12 4111 1111 1111 1111 now | pay 12 [card] now",
        "6304000000000000 | [card]",
        "my mail is asha.rao+x@mail.example.co.in. ok | my mail is [email]. ok",
        "<bob@example.com> | <[email]>",
        "aadhaar 2341 2341 2346 | aadhaar [aadhaar]",
        "234123412346 | [aadhaar]",
        "PAN ABCPK1234L | PAN [pan]",
        "pan abcpk1234l, | pan [pan],",
        "ssn 123-45-6789 | ssn [ssn]",
        "ssn 123 45 6789. | ssn [ssn].",
        "nino AB123456C | nino [nino]",
        "nino ab 12 34 56 c | nino [nino]",
        "nothing to see | nothing to see"
      })
  void whatIdentifiesAPersonIsMasked(String text, String masked) {
    assertThat(india.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order XYZ-123 is late",
        "4111 1111 1111 1112 is no card",
        "411111111111 is too short",
        "1763840102123 is a clock",
        "2026-11-22T19:35:42.123+00:00 started",
        "on 2026-11-22 at 19:35",
        "8f2c1234-5678-4012-9456-123456789012",
        "session 00000000-0000-4000-8000-987654321012",
        "2341 2341 2345 fails the check",
        "1341 2341 2346 starts with 1",
        "ABCXK1234L has no such kind of holder",
        "XABCPK1234L is longer",
        "000-12-3456 and 666-12-3456 and 912-12-3456",
        "123-00-4567 and 123-45-0000",
        "123456789",
        "BG123456A and AB123456E and DA123456A",
        "me@localhost and @handle and a@b",
        "127.0.0.1:7400",
        "version 4.36.2, shard 12, epoch 1099511627776",
        "12345"
      })
  void whatOnlyLooksLikeItIsLeft(String text) {
    assertThat(india.mask(text)).isEqualTo(text);
  }

  @Test
  void telephoneNumbersAreReadAsTheRegionWritesThem() {
    var text = "ring 020 7946 0958 today";
    assertThat(Redactor.inRegion("GB").mask(text)).isEqualTo("ring [phone] today");
    assertThat(Redactor.inRegion("us").mask("ring (212) 555-2368")).isEqualTo("ring [phone]");
    assertThat(Redactor.inRegion("IN").mask("98765 43210")).isEqualTo("[phone]");
    assertThatThrownBy(() -> Redactor.inRegion("India"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void overlapsAreOneFinding() {
    var text = "9876543210@example.com";
    assertThat(india.find(text)).containsExactly(new Finding(Finding.Kind.EMAIL, 0, 22));
    assertThat(india.mask(text)).isEqualTo("[email]");
  }

  @Test
  void aFindingDoesNotShowWhatWasFound() {
    assertThat(india.find("98765 43210").toString()).doesNotContain("98765 4");
  }

  @Test
  void randomTextWithoutDigitsOrAtSignsIsLeftAsItIs() {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      var text = random(random, 1 + random.nextInt(200), "abc XYZ,.;-+()[]{}\n\t'\"é日अ");
      assertThat(india.mask(text)).isEqualTo(text);
    }
  }

  @Test
  void whatIsHiddenInRandomTextIsFound() {
    var random = new Random(8);
    for (int i = 0; i < 1_000; i++) {
      var before = random(random, random.nextInt(80), "abc XYZ,.;é日अ\n");
      var after = random(random, random.nextInt(80), "abc XYZ,.;é日अ\n");
      for (var secret :
          new String[] {
            "4111 1111 1111 1111", "+91 98765 43210", "2341 2341 2346", "123-45-6789"
          }) {
        var masked = india.mask(before + "; " + secret + " ;" + after);
        assertThat(masked).doesNotContain(secret).contains("[");
      }
    }
  }

  @Test
  void maskingAgainChangesNothing() {
    var once = india.mask("98765 43210, bob@example.com, 4111111111111111, 123-45-6789");
    assertThat(india.mask(once)).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1 ",
        "1-",
        "9876543210 ",
        "+",
        "+9",
        "(",
        "a@",
        "@",
        "a.",
        "@a.",
        "AB12",
        ".",
        "123-45-",
        "4111 ",
        "2026-11-",
        "8f2c1234-5678-",
        "(022) ",
        "1/2/",
        "9~"
      })
  void longTextsTakeTimeInProportion(String part) {
    var text = part.repeat(200_000 / part.length());
    india.find(text.substring(0, 2_000));
    // of this thread alone: a busy machine must not make a fast pattern look slow
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    india.find(text);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(8));
  }

  private static String random(Random random, int length, String alphabet) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
