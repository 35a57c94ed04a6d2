package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The store's time is kept between questions, whatever is done to the machine's clock. */
class StoreClockTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  private Instant machine = NOON;
  private Instant store = NOON;
  private long nanos = 7;
  private Duration round = Duration.ZERO;
  private boolean away;
  private final StoreClock clock = new StoreClock(this::answer, () -> machine, () -> nanos);

  /** The store reads its clock half-way. */
  private CompletionStage<Instant> answer() {
    if (away) {
      return CompletableFuture.failedStage(new IllegalStateException("the store is away"));
    }
    pass(round.dividedBy(2));
    var told = store;
    pass(round.dividedBy(2));
    return CompletableFuture.completedStage(told);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    machine = machine.plus(time);
    store = store.plus(time);
  }

  private void ask() {
    clock.ask().toCompletableFuture().join();
  }

  @Test
  void theStoreSaysWhatTimeItIs() {
    store = NOON.plusSeconds(90);
    assertThat(clock.instant()).isEqualTo(NOON);
    ask();
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(90));
    pass(Duration.ofSeconds(4));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(94));
  }

  @Test
  void aMachineThatIsSetChangesNothing() {
    ask();
    machine = NOON.plus(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(NOON);
    ask();
    assertThat(clock.instant()).isEqualTo(NOON);
    pass(Duration.ofSeconds(4));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(4));
  }

  @Test
  void whatFitsTheTimeThatAnAnswerTookStays() {
    round = Duration.ofMillis(400);
    ask();
    assertThat(clock.instant()).isEqualTo(store);
    store = store.plusMillis(150);
    var before = clock.instant();
    ask();
    assertThat(clock.instant()).isEqualTo(before.plus(round));
  }

  @Test
  void whatDoesNotFitIsMovedAsLittleAsNeedBe() {
    round = Duration.ofMillis(400);
    store = NOON.plusSeconds(10);
    ask();
    assertThat(clock.instant()).isEqualTo(store.minusMillis(200));
    store = NOON.minusSeconds(10);
    ask();
    assertThat(clock.instant()).isEqualTo(store.plusMillis(200));
  }

  @Test
  void aMachineThatIsOffIsToldOfOnceUntilItIsRightAgain() {
    var said = new ListAppender<ILoggingEvent>();
    said.start();
    var log = (Logger) LoggerFactory.getLogger(StoreClock.class);
    log.addAppender(said);
    try {
      ask();
      machine = NOON.plus(Duration.ofHours(1));
      ask();
      ask();
      machine = NOON;
      ask();
      machine = NOON.minusSeconds(30);
      ask();
    } finally {
      log.detachAppender(said);
    }
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            ahead -> assertThat(ahead).contains("3600 s ahead of the store's"),
            behind -> assertThat(behind).contains("30 s behind the store's"));
  }

  @Test
  void withoutTheStoreTimeGoesOn() {
    store = NOON.plusSeconds(90);
    ask();
    away = true;
    pass(Duration.ofMinutes(20));
    assertThat(clock.ask().toCompletableFuture()).isCompletedExceptionally();
    assertThat(clock.instant()).isEqualTo(store);
  }
}
