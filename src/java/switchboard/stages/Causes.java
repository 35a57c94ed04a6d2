package switchboard.stages;

import java.util.concurrent.CompletionException;

/** Why a stage failed. */
public final class Causes {
  private Causes() {}

  /** The failure itself: a stage that depends on one that failed sees it wrapped, or does not. */
  public static Throwable of(Throwable failure) {
    var cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
