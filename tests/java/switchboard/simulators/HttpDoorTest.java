package switchboard.simulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.simulators.LedgerReader.Kind;

class HttpDoorTest {
  private static final String ORDER = Desks.orderIn(Order.Status.OUT_FOR_DELIVERY);

  @TempDir Path dir;
  private final HttpClient client = HttpClient.newHttpClient();
  private ServiceDesk desk;
  private HttpDoor door;

  @BeforeEach
  void open() throws IOException {
    desk = new ServiceDesk(new PaymentsService(), Desks.SEED, dir);
    door = HttpDoor.open(new InetSocketAddress("127.0.0.1", 0), desk);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    door.close();
    desk.close();
  }

  @Test
  void aPayoutIsAnsweredAsOverKafka() throws Exception {
    var response = send(get("/v1/partners/partner%201/payout").header("Idempotency-Key", "s:p"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).at("/facts/amount").asInt())
        .isEqualTo(Desks.WORLD.payout("partner 1"));
    var received = LedgerReader.read(dir).getFirst();
    assertThat(received.stepKey()).isEqualTo("s:p");
    assertThat(received.subject()).isEqualTo("partner 1");
    assertThat(send(get("/v1/partners/partner-1/payout")).statusCode()).isEqualTo(200);
  }

  @Test
  void aCreditTakesEffectOncePerKeyAndIsTakenBackOverKafka() throws Exception {
    var first = send(credit(ORDER, "s:credit"));
    var again = send(credit(ORDER, "s:credit"));
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(tally().credits()).containsOnlyKeys(ORDER).containsValue(Desks.WORLD.credit(ORDER));
    assertThat(tally().received("s:credit")).isEqualTo(2);
    assertThat(tally().effects().get("s:credit").sagaId()).isEqualTo("s");
    Desks.answer(desk, Desks.undo("payments.reverse-credit", ORDER, "credit"));
    assertThat(tally().credits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/partners/unknown-1/payout, key, 404, PARTNER_NOT_FOUND",
    "GET, /v1/partners/a/credits, key, 404, UNKNOWN_COMMAND",
    "GET, /, key, 404, UNKNOWN_COMMAND",
    "POST, /v1/partners/a/credits, , 422, IDEMPOTENCY_KEY_MISSING",
    "POST, /v1/partners/a/credits, key, 422, BODY_MALFORMED"
  })
  void whatCannotBeDoneIsRefused(String method, String path, String key, int status, String reason)
      throws Exception {
    var request = request(path).method(method, BodyPublishers.ofString("[1]"));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    var response = send(request);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response).path("reason").asText()).isEqualTo(reason);
    assertThat(json(response).path("ok").asBoolean()).isFalse();
  }

  @Test
  void theDialsApply() throws Exception {
    dial(Dials.NEUTRAL.withErrors(1));
    assertThat(send(credit(ORDER, "s:a")).statusCode()).isEqualTo(503);
    dial(Dials.NEUTRAL.withRefuse(Set.of("credit-delivery")));
    assertThat(send(credit(ORDER, "s:b")).statusCode()).isEqualTo(422);
    assertThat(tally().effects()).isEmpty();
    dial(Dials.NEUTRAL.withLatency(new Latency(300, 300)));
    long before = System.nanoTime();
    assertThat(send(credit(ORDER, "s:a")).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(299));
    Desks.answer(desk, Desks.undo("payments.reverse-credit", ORDER, "c"));
    assertThat(send(credit(ORDER, "s:c")).statusCode()).isEqualTo(409);
  }

  @Test
  void aLostAnswerEndsTheConnectionAndItsEffectStands() throws Exception {
    dial(Dials.NEUTRAL.withLose(1));
    assertThatThrownBy(() -> send(credit(ORDER, "s:lost"))).isInstanceOf(IOException.class);
    assertThat(tally().standing()).containsExactly("s:lost");
    dial(Dials.NEUTRAL);
    assertThat(send(credit(ORDER, "s:lost")).statusCode()).isEqualTo(200);
  }

  @Test
  void aSilentServiceLetsARequestHangUntilItIsClosed() throws Exception {
    dial(Dials.NEUTRAL.withSilent(true));
    var hanging = client.sendAsync(credit(ORDER, "s:silent").build(), BodyHandlers.ofString());
    await().untilAsserted(() -> assertThat(tally().standing()).containsExactly("s:silent"));
    dial(Dials.NEUTRAL);
    assertThat(send(credit(ORDER, "s:other")).statusCode()).isEqualTo(200);
    assertThat(hanging).isNotDone();
    door.close();
    await().untilAsserted(() -> assertThat(hanging).isCompletedExceptionally());
    assertThat(LedgerReader.read(dir))
        .filteredOn(entry -> entry.kind() == Kind.ANSWERED)
        .extracting(LedgerReader.Entry::stepKey)
        .containsExactly("s:other");
  }

  private HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private HttpRequest.Builder credit(String orderId, String key) {
    return request("/v1/partners/partner-1/credits")
        .header("Idempotency-Key", key)
        .header("X-Saga-Id", "s")
        .POST(BodyPublishers.ofString("{\"orderId\":\"" + orderId + "\"}"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.address().getPort() + path))
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private void dial(Dials dials) throws IOException {
    DialsFile.in(dir).write(dials);
  }

  private LedgerTally tally() throws IOException {
    return LedgerTally.of(LedgerReader.read(dir));
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return ServiceMessages.JSON.readTree(response.body());
  }
}
