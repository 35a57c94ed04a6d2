package switchboard.faults;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What looks for leaks finds them, and looks for all that may leak. */
class NeedleTest {
  private static final Pattern OPTION = Pattern.compile("\\(classified\\) = true");

  @Test
  void aNeedleIsFoundInEveryFormAndAtEveryPlace() {
    var needle = Needle.fresh();
    for (var before : new String[] {"", "x", "xy", "xyz"}) {
      byte[] clear = (before + needle.text() + " and more").getBytes(UTF_8);
      assertThat(needle.isIn(clear)).isTrue();
      assertThat(needle.isIn(Base64.getEncoder().encode(clear))).isTrue();
      assertThat(needle.isIn(Base64.getUrlEncoder().encode(clear))).isTrue();
      assertThat(needle.isIn(HexFormat.of().formatHex(clear).getBytes(UTF_8))).isTrue();
      assertThat(needle.isIn((before + needle.text()).getBytes(UTF_16BE))).isTrue();
    }
  }

  @Test
  void aNeedleIsNotFoundWhereItIsNot() {
    assertThat(Needle.fresh().isIn(Needle.fresh().text().getBytes(UTF_8))).isFalse();
  }

  @Test
  void everyClassifiedFieldOfTheContractIsKnown() throws IOException {
    long options = 0;
    try (var files = Files.list(Path.of("src/proto/switchboard/v1"))) {
      for (var file : files.toList()) {
        options += OPTION.matcher(Files.readString(file)).results().count();
      }
    }
    assertThat(ClassifiedFields.all())
        .contains("switchboard.v1.SendMessageRequest.text", "switchboard.v1.ProfileFact.value")
        .hasSize((int) options);
  }
}
