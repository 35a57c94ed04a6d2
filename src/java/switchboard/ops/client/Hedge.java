package switchboard.ops.client;

import io.grpc.StatusException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Asks one node, and after a moment the next one too, until one answers: a node that hangs must not
 * keep the operator waiting.
 */
final class Hedge {
  /** How long a node may take before the next one is asked as well. */
  private static final long MOMENT_MILLIS = 700;

  private Hedge() {}

  /** A call of one of the nodes. */
  @FunctionalInterface
  interface Attempt<T> {
    T with(int node) throws StatusException;
  }

  /** What one node said: a response, or why there is none. */
  record Answer<T>(int node, T response, Optional<StatusException> failure) {}

  /**
   * Asks.
   *
   * @param nodes how many there are
   * @param first the number of the one to begin with
   * @param patienceMillis for the last ones, when all have been asked
   * @param isAway whether a failure says that a node cannot answer now, so that others count
   * @param attempt may be made at several nodes, each on a thread of its own
   * @return the first answer that counts; else the last failure with an explanation, if any
   */
  static <T> Optional<Answer<T>> ask(
      int nodes,
      int first,
      long patienceMillis,
      Predicate<StatusException> isAway,
      Attempt<T> attempt)
      throws InterruptedException {
    var answers = new LinkedBlockingQueue<Answer<T>>();
    Optional<Answer<T>> explained = Optional.empty();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      int asked = 0;
      for (int answered = 0; answered < nodes; ) {
        if (asked < nodes) {
          int node = (first + asked++) % nodes;
          threads.submit(() -> answers.add(answer(node, attempt)));
        }
        var next =
            answers.poll(asked < nodes ? MOMENT_MILLIS : patienceMillis, TimeUnit.MILLISECONDS);
        if (next == null && asked == nodes) {
          break;
        }
        if (next != null) {
          answered++;
          if (next.failure().filter(isAway).isEmpty()) {
            return Optional.of(next);
          }
          if (next.failure().filter(Operations::isExplained).isPresent()) {
            explained = Optional.of(next);
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return explained;
  }

  private static <T> Answer<T> answer(int node, Attempt<T> attempt) {
    try {
      return new Answer<>(node, attempt.with(node), Optional.empty());
    } catch (StatusException failure) {
      return new Answer<>(node, null, Optional.of(failure));
    }
  }
}
