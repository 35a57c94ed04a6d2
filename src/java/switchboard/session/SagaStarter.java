package switchboard.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.context.PendingSaga;
import switchboard.privacy.Subject;

/**
 * Asks for the start of a saga; asked again until the saga has confirmed it or has reported, so a
 * repetition must change nothing.
 */
public interface SagaStarter {
  /** Asks, and does not wait. */
  void start(SessionId session, Subject subject, PendingSaga saga);

  /**
   * Asks, and completes, always normally, with whether the saga confirmed that its start is
   * durable. One who cannot tell says no, and is asked again.
   */
  default CompletionStage<Boolean> confirm(SessionId session, Subject subject, PendingSaga saga) {
    start(session, subject, saga);
    return CompletableFuture.completedStage(false);
  }
}
