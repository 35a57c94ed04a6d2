package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentsTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void oneThatIsWellFormedIsKept() {
    assertThat(TraceParents.wellFormed(TRACE)).contains(TRACE);
  }

  @Test
  void whatAVersionToComeHasMoreIsLeftOut() {
    assertThat(TraceParents.wellFormed(TRACE + "-call-me-on-98765")).contains(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
      })
  void oneThatIsMalformedIsIgnored(String malformed) {
    assertThat(TraceParents.wellFormed(malformed)).isEmpty();
  }
}
