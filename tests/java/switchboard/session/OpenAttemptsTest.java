package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Deliveries that wait for an answer when a node is lost. */
class OpenAttemptsTest {
  private final OpenAttempts attempts = new OpenAttempts();
  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final CompletableFuture<String> outcome = attempts.add(asked).toCompletableFuture();

  @Test
  void oneThatIsAnsweredHasItsAnswerAndIsForgotten() {
    asked.complete("yes");
    attempts.end();
    assertThat(outcome).isCompletedWithValue("yes");
  }

  @Test
  void oneThatFailsFails() {
    asked.completeExceptionally(new IllegalStateException("no"));
    assertThat(outcome)
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneThatIsOpenWhenANodeIsLostEndsAsIfItsTimeWereUp() {
    attempts.end();
    assertThat(outcome)
        .failsWithin(java.time.Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(java.util.concurrent.TimeoutException.class);
    asked.complete("late");
    assertThat(outcome).isCompletedExceptionally();
  }
}
