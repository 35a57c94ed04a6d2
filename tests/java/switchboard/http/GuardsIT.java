package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.http.TestService.get;
import static switchboard.http.TestService.outcome;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.http.HttpOutcome.Answered;
import switchboard.http.HttpOutcome.NotDone;
import switchboard.http.ServiceStatus.Breaker;

/** What is refused before it is tried, and when it is tried again. */
@Timeout(30)
class GuardsIT {
  private static final String BREAKER =
      """
      breaker { window = 4, minimum-calls = 4, open-for = 300 ms, half-open-calls = 2 }
      """;

  private final TestService service = new TestService();

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void errorsOpenTheBreakerAndAnswersCloseIt() throws Exception {
    try (var services = service.client(BREAKER)) {
      open(services);
      assertThat(status(services).breaker()).isEqualTo(Breaker.OPEN);
      int before = service.requests.size();
      assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("CIRCUIT_OPEN", false));
      assertThat(service.requests).hasSize(before);

      service.answers(200, TestService.OK);
      await().until(() -> outcome(services, get("/")) instanceof Answered);
      assertThat(status(services).breaker()).isEqualTo(Breaker.HALF_OPEN);
      assertThat(outcome(services, get("/"))).isInstanceOf(Answered.class);
      assertThat(status(services).breaker()).isEqualTo(Breaker.CLOSED);
    }
  }

  @Test
  void aServiceThatIsStillIllIsLeftAloneAgain() throws Exception {
    try (var services = service.client(BREAKER)) {
      open(services);
      var illness = new NotDone("SERVICE_ERROR", false);
      await().until(() -> outcome(services, get("/")).equals(illness));
      assertThat(outcome(services, get("/"))).isEqualTo(illness);
      assertThat(status(services).breaker()).isEqualTo(Breaker.OPEN);
    }
  }

  @Test
  void refusalsWithAReasonLeaveTheBreakerClosed() throws Exception {
    service.answers(
        409, "{\"ok\":false,\"reason\":\"NO\",\"facts\":{},\"asOf\":\"2026-11-22T10:15:30Z\"}");
    try (var services = service.client(BREAKER)) {
      for (int i = 0; i < 10; i++) {
        assertThat(outcome(services, get("/"))).isInstanceOf(Answered.class);
      }
      assertThat(status(services).breaker()).isEqualTo(Breaker.CLOSED);
      assertThat(status(services).failureRate()).hasValue(0);
    }
  }

  @Test
  void aServiceWithTooMuchToDoIsNotTakenForDead() throws Exception {
    service.answers(429, "");
    try (var services = service.client(BREAKER)) {
      for (int i = 0; i < 10; i++) {
        assertThat(outcome(services, get("/")))
            .isEqualTo(new NotDone("RATE_LIMITED_BY_SERVICE", false));
      }
      assertThat(status(services).breaker()).isEqualTo(Breaker.CLOSED);
    }
  }

  @Test
  void oneCallTooManyIsRefusedAtOnce() throws Exception {
    var release = new CountDownLatch(1);
    service.waitsFor(release);
    try (var services = service.client("timeout = 10 s, bulkhead.concurrent = 2")) {
      var first = services.call(get("/")).toCompletableFuture();
      var second = services.call(get("/")).toCompletableFuture();
      var third = services.call(get("/")).toCompletableFuture();
      assertThat(third).isCompletedWithValue(new NotDone("TOO_MANY_CALLS", false));
      assertThat(status(services).inFlight()).isEqualTo(2);
      release.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Answered.class);
      assertThat(second.get(10, TimeUnit.SECONDS)).isInstanceOf(Answered.class);
      assertThat(outcome(services, get("/"))).isInstanceOf(Answered.class);
      assertThat(status(services).inFlight()).isZero();
    }
  }

  @Test
  void moreCallsThanASecondAllowsAreRefusedAtOnce() throws Exception {
    try (var services = service.client("rate.per-second = 3")) {
      int refused = 0;
      for (int i = 0; i < 20; i++) {
        if (outcome(services, get("/")).equals(new NotDone("RATE_LIMITED", false))) {
          refused++;
        }
      }
      // A second may have begun anew meanwhile.
      assertThat(refused).isGreaterThanOrEqualTo(20 - 4 * 3);
      assertThat(service.requests).hasSize(20 - refused);
      assertThat(status(services).refused()).isEqualTo(refused);
      await().until(() -> outcome(services, get("/")) instanceof Answered);
    }
  }

  @Test
  void whatIsRefusedKeepsNoPermit() throws Exception {
    try (var services = service.client("rate.per-second = 1, bulkhead.concurrent = 2")) {
      for (int i = 0; i < 10; i++) {
        outcome(services, get("/"));
      }
      assertThat(status(services).inFlight()).isZero();
      assertThat(status(services).breaker()).isEqualTo(Breaker.CLOSED);
    }
  }

  @Test
  void theStatusCountsWhatBecameOfCalls() throws Exception {
    try (var services = service.client(BREAKER)) {
      outcome(services, get("/"));
      open(services);
      outcome(services, get("/"));
      var status = status(services);
      assertThat(status.service()).isEqualTo("payments");
      assertThat(status.address()).isEqualTo("127.0.0.1:" + service.port());
      assertThat(status.answered()).isEqualTo(1);
      assertThat(status.failed()).isEqualTo(service.requests.size() - 1L);
      assertThat(status.refused()).isEqualTo(1);
      assertThat(status.failureRate().getAsDouble()).isGreaterThanOrEqualTo(50);
    }
  }

  /** Lets the service fail until it is left alone. */
  private void open(HttpServices services) throws Exception {
    service.answers(500, "");
    while (status(services).breaker() == Breaker.CLOSED) {
      assertThat(outcome(services, get("/"))).isEqualTo(new NotDone("SERVICE_ERROR", false));
    }
  }

  private static ServiceStatus status(HttpServices services) {
    return services.status().getFirst();
  }
}
