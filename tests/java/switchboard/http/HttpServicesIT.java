package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.http.TestService.get;
import static switchboard.http.TestService.outcome;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.HttpOutcome.Answered;
import switchboard.http.HttpOutcome.NotDone;

/** One call and its answer, against a real server. */
@Timeout(30)
class HttpServicesIT {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final TestService service = new TestService();
  private HttpServices services = service.client("timeout = 10 s");

  @AfterEach
  void close() {
    services.close();
    service.close();
  }

  @Test
  void anAnswerIsRead() throws Exception {
    assertThat(outcome(services, get("/v1/partners/p/payout")))
        .isEqualTo(
            new Answered(true, "", Map.of("amount", "120"), Instant.parse("2026-11-22T10:15:30Z")));
  }

  @Test
  void aRequestSaysOnWhoseBehalfAndWhichStepItIs() throws Exception {
    var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    outcome(
        services,
        new HttpCall(
            "payments",
            HttpCall.Method.POST,
            "/v1/credits",
            Map.of("orderId", "XYZ-123"),
            "acme/s.1:credit",
            "acme/s.1",
            Optional.of(trace),
            SHORT.multipliedBy(10)));
    var request = service.requests.getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.body()).isEqualTo("{\"orderId\":\"XYZ-123\"}");
    assertThat(request.headers().get("Idempotency-key")).containsExactly("acme/s.1:credit");
    assertThat(request.headers().get("X-saga-id")).containsExactly("acme/s.1");
    assertThat(request.headers().get("Traceparent")).containsExactly(trace);
    assertThat(request.headers().get("Content-type")).containsExactly("application/json");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 409, 422})
  void aRefusalIsAnAnswer(int status) throws Exception {
    service.answers(status, refusal("PARTNER_NOT_FOUND"));
    assertThat(outcome(services, get("/")))
        .isEqualTo(
            new Answered(
                false, "PARTNER_NOT_FOUND", Map.of(), Instant.parse("2026-11-22T10:15:30Z")));
  }

  @ParameterizedTest
  @CsvSource({"500,SERVICE_ERROR", "503,SERVICE_ERROR", "429,RATE_LIMITED_BY_SERVICE"})
  void anErrorOfTheServiceHasNoEffect(int status, String reason) throws Exception {
    service.answers(status, "<html>");
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone(reason, false));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 302, 400, 401, 403, 405})
  void anyOtherStatusIsABadAnswer(int status) throws Exception {
    service.answers(status, status == 204 ? "" : TestService.OK);
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "\"ok\"",
        "{\"ok\":\"true\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:30Z\"}",
        "{\"ok\":true,\"reason\":\"\",\"asOf\":\"2026-11-22T10:15:30Z\"}",
        "{\"ok\":true,\"facts\":{\"a\":1},\"asOf\":\"2026-11-22T10:15:30Z\"}",
        "{\"ok\":true,\"facts\":{\"a\":\"\\ud800\"},\"asOf\":\"2026-11-22T10:15:30Z\"}",
        "{\"ok\":true,\"facts\":{},\"asOf\":\"yesterday\"}",
        "{\"ok\":true,\"facts\":{},\"asOf\":\"+1000000-01-01T00:00:00Z\"}",
        "{\"ok\":true,\"facts\":{},\"asOf\":\"1969-12-31T23:59:59Z\"}",
        "{\"ok\":true,\"facts\":{},\"asOf\":\"2026-11-22T10:15:30Z\"} {}",
        "{\"ok\":true,\"ok\":true,\"facts\":{},\"asOf\":\"2026-11-22T10:15:30Z\"}",
        "{\"ok\":false,\"reason\":\"NOT_FOUND\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:30Z\"}"
      })
  void whatIsNoAnswerIsABadOne(String body) throws Exception {
    service.answers(200, body);
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lower case", "A-B", "1A"})
  void aRefusalWithoutAReasonIsABadAnswer(String reason) throws Exception {
    service.answers(404, refusal(reason));
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
  }

  @Test
  void aStatusAndABodyThatDisagreeAreABadAnswer() throws Exception {
    service.answers(404, TestService.OK);
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
  }

  @Test
  void aDeeplyNestedBodyIsABadAnswer() throws Exception {
    service.answers(200, "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
  }

  @Test
  void aServiceThatSaysNothingIsGivenUp() throws Exception {
    service.waitsFor(service.end);
    assertThat(outcome(services, within(SHORT))).isEqualTo(new NotDone("TIMED_OUT", true));
    assertThat(services.status().getFirst().inFlight()).isZero();
  }

  @Test
  void theServicesOwnTimeLimitIsTheLongest() throws Exception {
    services.close();
    services = service.client("timeout = 200 ms, connect-timeout = 100 ms");
    service.waitsFor(service.end);
    assertThat(outcome(services, within(Duration.ofMinutes(1))))
        .isEqualTo(new NotDone("TIMED_OUT", true));
  }

  @Test
  void aBodyThatNeverEndsIsGivenUp() throws Exception {
    endless(200);
    assertThat(outcome(services, within(SHORT))).isEqualTo(new NotDone("TIMED_OUT", true));
  }

  @Test
  void anErrorWhoseBodyNeverEndsIsAnError() throws Exception {
    endless(503);
    assertThat(outcome(services, within(SHORT))).isEqualTo(new NotDone("SERVICE_ERROR", false));
  }

  @Test
  void aHugeBodyIsNotTaken() throws Exception {
    var sent = new CompletableFuture<Long>();
    service.handler =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          var chunk = new byte[1 << 16];
          long written = 0;
          try {
            while (written < 1L << 30) {
              exchange.getResponseBody().write(chunk);
              written += chunk.length;
            }
          } catch (IOException connectionGone) {
            sent.complete(written);
            throw connectionGone;
          }
        };
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
    assertThat(sent.get(10, TimeUnit.SECONDS)).isLessThan(1L << 28);
  }

  @Test
  void theLargestBodyIsTaken() throws Exception {
    service.answers(200, padded(BoundedBody.MAX_BYTES));
    assertThat(outcome(services, get("/"))).isInstanceOf(Answered.class);
    service.answers(200, padded(BoundedBody.MAX_BYTES + 1));
    assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("BAD_ANSWER", true));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    service.handler =
        exchange -> {
          exchange.getResponseHeaders().add("Location", service.url() + "/elsewhere");
          TestService.answer(exchange, 307, "");
        };
    assertThat(outcome(services, get("/here"))).isEqualTo(new NotDone("BAD_ANSWER", true));
    assertThat(service.requests).extracting(TestService.Request::uri).containsExactly("/here");
  }

  @Test
  void aConnectionThatIsRefusedHadNoEffect() throws Exception {
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    try (var client = TestService.client("http://127.0.0.1:" + port, "")) {
      assertThat(outcome(client, get("/"))).isEqualTo(new NotDone("CONNECTION_FAILED", false));
    }
  }

  @Test
  void aNameThatNobodyHasHadNoEffect() throws Exception {
    try (var client = TestService.client("http://nobody.invalid:1", "timeout = 10 s")) {
      assertThat(outcome(client, get("/"))).isEqualTo(new NotDone("CONNECTION_FAILED", false));
    }
  }

  @Test
  void aConnectionThatBreaksMayHaveHadAnEffect() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = TestService.client("http://127.0.0.1:" + server.getLocalPort(), "")) {
      var post =
          TestService.call(HttpCall.Method.POST, "/", Map.of("a", "b"), Duration.ofSeconds(10));
      var outcome = client.call(post).toCompletableFuture();
      try (var connection = server.accept()) {
        assertThat(connection.getInputStream().read()).isEqualTo('P');
      }
      assertThat(outcome.get(10, TimeUnit.SECONDS))
          .isEqualTo(new NotDone("CONNECTION_FAILED", true));
    }
  }

  @Test
  void aServiceWithoutAUrlIsNotCalled() throws Exception {
    try (var client = TestService.client("", "")) {
      assertThat(outcome(client, get("/"))).isEqualTo(new NotDone("NOT_CONFIGURED", false));
      assertThat(client.status().getFirst().breaker())
          .isEqualTo(ServiceStatus.Breaker.NOT_CONFIGURED);
    }
  }

  @Test
  void callsUnderWayEndWhenTheNodeDoes() throws Exception {
    service.waitsFor(service.end);
    var outcome = services.call(get("/")).toCompletableFuture();
    services.close();
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(new NotDone("CONNECTION_FAILED", true));
  }

  @Test
  void noIdChangesThePath() throws Exception {
    for (var id : HttpCallTest.HOSTILE) {
      outcome(services, get(HttpCall.path("/v1/partners/", id, "/payout")));
    }
    assertThat(service.requests)
        .hasSameSizeAs(HttpCallTest.HOSTILE)
        .allSatisfy(request -> assertThat(request.uri()).matches("/v1/partners/[^/?#;\\s]+/payout"))
        .allSatisfy(request -> assertThat(request.headers()).doesNotContainKey("X-evil"));
  }

  private void endless(int status) {
    service.handler =
        exchange -> {
          exchange.sendResponseHeaders(status, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          service.end.await();
        };
  }

  private static HttpCall within(Duration timeout) {
    return TestService.call(HttpCall.Method.GET, "/", Map.of(), timeout);
  }

  private static String refusal(String reason) {
    return "{\"ok\":false,\"reason\":\"%s\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:30Z\"}"
        .formatted(reason);
  }

  private static String padded(int size) {
    return TestService.OK + " ".repeat(size - TestService.OK.length());
  }
}
