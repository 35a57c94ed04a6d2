package switchboard.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Lets at most so many asynchronous things be under way at a time; what comes later waits its turn.
 * Those who call bound how much may wait. Safe for many threads.
 */
final class Permits {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Executor executor;
  private int free;

  /**
   * Makes them.
   *
   * @param count 1 or more
   * @param executor starts what had to wait
   */
  Permits(int count, Executor executor) {
    this.free = count;
    this.executor = executor;
  }

  /** Starts it now or in its turn; completes as it does. */
  <T> CompletionStage<T> with(Supplier<CompletionStage<T>> action) {
    var result = new CompletableFuture<T>();
    synchronized (waiting) {
      if (free == 0) {
        waiting.add(() -> start(action, result));
        return result;
      }
      free--;
    }
    start(action, result);
    return result;
  }

  private <T> void start(Supplier<CompletionStage<T>> action, CompletableFuture<T> result) {
    // composed, so that one that throws fails by itself and gives its permit back
    CompletableFuture.completedStage(action)
        .thenCompose(Supplier::get)
        .whenComplete(
            (value, failure) -> {
              release();
              if (failure == null) {
                result.complete(value);
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  private void release() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        free++;
      }
    }
    if (next != null) {
      executor.execute(next);
    }
  }
}
