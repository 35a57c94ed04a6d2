package switchboard.access;

import java.util.concurrent.CompletionStage;

/** Tells whom a token stands for. */
interface Tokens extends AutoCloseable {
  /** What a token is found to be. */
  sealed interface Checked {
    /** It is good. */
    record Known(Caller caller) implements Checked {}

    /**
     * It is not.
     *
     * @param why for the log only, static words; who shows it learns nothing of it
     */
    record Refused(String why) implements Checked {}

    /** It cannot be told now: the keys that would tell were never to be had. */
    enum Plain implements Checked {
      UNAVAILABLE
    }
  }

  /**
   * Looks at a token. It completes at once, without blocking, unless keys have to be fetched first;
   * and always normally.
   */
  CompletionStage<Checked> check(String token);

  /** Changes whenever tokens that were good may not be so any more. */
  long generation();

  @Override
  void close();
}
