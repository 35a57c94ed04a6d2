package switchboard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import switchboard.fakes.MemorySagaDesk;

/** How often what waits is read. */
class BacklogReaderTest {
  private final MemorySagaDesk sagas = new MemorySagaDesk();
  private final SteppingClock clock = new SteppingClock();
  private CompletionStage<List<Backlog.Group>> kafka =
      CompletableFuture.completedStage(List.of(new Backlog.Group("g", 7)));
  private int reads;
  private final BacklogReader reader =
      new BacklogReader(
          () -> {
            reads++;
            return kafka;
          },
          sagas,
          clock);

  private static final class SteppingClock extends Clock {
    private Instant now = Instant.parse("2026-11-22T10:15:30Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private Optional<Backlog> current() throws Exception {
    return reader.current().toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  @Test
  void itIsReadEveryFiveSecondsHoweverOftenItIsAskedFor() throws Exception {
    sagas.put("s1.7", SagaView.State.PARKED);
    var first = clock.now;
    assertThat(current())
        .contains(new Backlog(first, List.of(new Backlog.Group("g", 7)), OptionalInt.of(1)));
    kafka = CompletableFuture.completedStage(List.of(new Backlog.Group("g", 0)));
    clock.now = first.plusMillis(4999);
    assertThat(current().orElseThrow().read()).isEqualTo(first);
    assertThat(reads).isEqualTo(1);
    clock.now = first.plusSeconds(5);
    assertThat(current().orElseThrow().groups()).containsExactly(new Backlog.Group("g", 0));
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void nobodyWaitsForASlowBrokerOnceItWasReadAndItIsAskedOnlyOnceAtATime() throws Exception {
    var before = current();
    var slow = new CompletableFuture<List<Backlog.Group>>();
    kafka = slow;
    clock.now = clock.now.plusSeconds(60);
    assertThat(current()).isEqualTo(before);
    clock.now = clock.now.plusSeconds(60);
    assertThat(current()).isEqualTo(before);
    assertThat(reads).isEqualTo(2);
    slow.complete(List.of());
    assertThat(current().orElseThrow().groups()).isEmpty();
  }

  @Test
  void whoAsksFirstWaitsASecondAtMost() throws Exception {
    kafka = new CompletableFuture<>();
    assertThat(current()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsLeftOut() throws Exception {
    kafka = CompletableFuture.failedStage(new IllegalStateException("away"));
    sagas.failure = new IllegalStateException("away");
    assertThat(current()).contains(new Backlog(clock.now, List.of(), OptionalInt.empty()));
  }
}
