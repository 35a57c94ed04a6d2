package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpCallTest {
  /** Ids that try to be something else. */
  static final List<String> HOSTILE =
      List.of(
          "..",
          ".",
          "../../admin",
          "a/../b",
          "a?drop=1",
          "a#b",
          "a%2Fb",
          "%2e%2e",
          "a b",
          "a\r\nX-Evil: 1",
          "a\\b",
          "a;b=c",
          "//host/",
          "@host",
          "\u0000",
          "é€😀",
          "\ud800",
          "x".repeat(2_000),
          "%".repeat(2_000));

  @Test
  void dataStaysWithinItsSegment() {
    assertThat(HttpCall.path("/v1/partners/", "a/b?c#d e", "/payout"))
        .isEqualTo("/v1/partners/a%2Fb%3Fc%23d%20e/payout");
    assertThat(HttpCall.path("/v1/partners/", "partner-1042", "/payout"))
        .isEqualTo("/v1/partners/partner-1042/payout");
    assertThat(HttpCall.path("/v1/", "a", "/", "b")).isEqualTo("/v1/a/b");
  }

  @Test
  void noIdIsAStepUp() {
    assertThat(HttpCall.path("/v1/", "..", "/payout")).isEqualTo("/v1/%252E%252E/payout");
    assertThat(HttpCall.path("/v1/", ".")).isEqualTo("/v1/%252E");
  }

  @Test
  void anEmptyIdIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> HttpCall.path("/v1/", "", "/payout"));
  }

  @Test
  void everyHostileIdMakesACall() {
    for (var id : HOSTILE) {
      assertThat(TestService.get(HttpCall.path("/v1/", id)).path()).startsWith("/v1/");
    }
  }

  @Test
  void aPathIsAPath() {
    for (var path : List.of("", "v1", "/a b", "/a?b=c", "/a#b", "/%zz", "/a\nb", "http://other/")) {
      assertThatIllegalArgumentException().as(path).isThrownBy(() -> TestService.get(path));
    }
  }

  @Test
  void headersAreOneLine() {
    for (var key : List.of("", "a b", "a\r\nX-Evil: 1", "é", "x".repeat(513))) {
      assertThatIllegalArgumentException()
          .as(key)
          .isThrownBy(() -> call(HttpCall.Method.GET, Map.of(), key, "s", Optional.empty()));
      assertThatIllegalArgumentException()
          .as(key)
          .isThrownBy(() -> call(HttpCall.Method.GET, Map.of(), "k", key, Optional.empty()));
      assertThatIllegalArgumentException()
          .as(key)
          .isThrownBy(() -> call(HttpCall.Method.GET, Map.of(), "k", "s", Optional.of(key)));
    }
  }

  @Test
  void whatReadsHasNoBody() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> call(HttpCall.Method.GET, Map.of("a", "b"), "k", "s", Optional.empty()));
  }

  private static HttpCall call(
      HttpCall.Method method,
      Map<String, String> body,
      String key,
      String saga,
      Optional<String> trace) {
    return new HttpCall("payments", method, "/", body, key, saga, trace, Duration.ofSeconds(1));
  }
}
