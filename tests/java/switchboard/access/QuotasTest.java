package switchboard.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong nanos = new AtomicLong(-5 * SECOND);

  private Quotas quotas(int calls, int newSessions, int streams) {
    return new Quotas(new AccessSettings.Limits(calls, newSessions, streams), nanos::get);
  }

  private static int taken(Quotas.Tenant tenant, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += tenant.call().isEmpty() ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aTenantHasSoManyCallsInASecondAndNoMoreAfterAQuietHour() {
    var acme = quotas(10, 0, 0).of("acme");
    assertThat(taken(acme, 50)).isEqualTo(10);
    nanos.addAndGet(SECOND / 2);
    assertThat(taken(acme, 50)).isEqualTo(5);
    nanos.addAndGet(3600 * SECOND);
    assertThat(taken(acme, 50)).isEqualTo(10);
  }

  @Test
  void oneTenantTakesNothingFromAnother() {
    var quotas = quotas(10, 0, 0);
    assertThat(taken(quotas.of("acme"), 50)).isEqualTo(10);
    assertThat(taken(quotas.of("acme"), 50)).isZero();
    assertThat(taken(quotas.of("globex"), 50)).isEqualTo(10);
  }

  @Test
  void aRefusalSaysWhichQuotaAndWhenToComeAgain() throws Exception {
    var acme = quotas(4, 2, 1).of("acme");
    assertThat(taken(acme, 5)).isEqualTo(4);
    var refusal = acme.call().orElseThrow();
    assertThat(refusal.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED.getNumber());
    assertThat(info(refusal).getReason()).isEqualTo("QUOTA_EXCEEDED");
    assertThat(info(refusal).getMetadataMap())
        .containsEntry("quota", "calls-per-second")
        .containsEntry("limit", "4");
    long wait = delay(refusal);
    assertThat(wait).isEqualTo(SECOND / 4);
    nanos.addAndGet(wait);
    assertThat(acme.call()).isEmpty();
  }

  private static ErrorInfo info(Status status) throws InvalidProtocolBufferException {
    return status.getDetails(0).unpack(ErrorInfo.class);
  }

  private static long delay(Status status) throws InvalidProtocolBufferException {
    var delay = status.getDetails(1).unpack(RetryInfo.class).getRetryDelay();
    return delay.getSeconds() * SECOND + delay.getNanos();
  }

  @Test
  void newSessionsHaveAQuotaOfTheirOwn() throws Exception {
    var acme = quotas(0, 2, 0).of("acme");
    assertThat(acme.newSession()).isEmpty();
    assertThat(acme.newSession()).isEmpty();
    assertThat(info(acme.newSession().orElseThrow()).getMetadataOrThrow("quota"))
        .isEqualTo("new-sessions-per-second");
    assertThat(taken(acme, 1000)).isEqualTo(1000);
  }

  @Test
  void aStreamThatEndsMakesRoomForAnother() throws Exception {
    var acme = quotas(0, 0, 2).of("acme");
    assertThat(acme.stream()).isEmpty();
    assertThat(acme.stream()).isEmpty();
    var refusal = acme.stream();
    assertThat(info(refusal.orElseThrow()).getMetadataOrThrow("quota")).isEqualTo("streams");
    assertThat(delay(refusal.get())).isPositive();
    acme.streamEnded();
    assertThat(acme.stream()).isEmpty();
    assertThat(acme.stream()).isPresent();
  }

  @Test
  void nothingIsCountedWithoutALimit() {
    var acme = quotas(0, 0, 0).of("acme");
    assertThat(taken(acme, 100_000)).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(acme.stream()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void whoeverIsAskedForAgainIsTheSame() {
    var quotas = quotas(10, 0, 0);
    assertThat(quotas.of("acme")).isSameAs(quotas.of("acme"));
  }
}
