package switchboard.inspection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import switchboard.v1.DeadlockedThread;
import switchboard.v1.NodeThreads;

/**
 * Watches the threads of this process for a while. To look at them stops them all for a moment, so
 * there is one watch at a time: whoever asks meanwhile gets what it sees. For one actor.
 */
final class ThreadWatch {
  private static final Duration WATCHED = Duration.ofSeconds(1);

  private final Executor background;
  private CompletableFuture<Watched> last = CompletableFuture.completedFuture(Watched.NOTHING);

  /** What a watch has seen, and for how long it looked. */
  private record Watched(
      List<ThreadFacts.Seen> threads, long nanos, List<DeadlockedThread> deadlocked) {
    static final Watched NOTHING = new Watched(List.of(), 0, List.of());

    NodeThreads.Builder pools(int top) {
      return ThreadFacts.pools(threads, nanos, top).addAllDeadlocked(deadlocked);
    }
  }

  /**
   * @param background where it may take its time
   */
  ThreadWatch(Executor background) {
    this.background = background;
  }

  /**
   * What the threads do.
   *
   * @param top how many pools of them to list
   */
  CompletableFuture<NodeThreads.Builder> pools(int top) {
    if (last.isDone()) {
      last = begin();
    }
    return last.thenApply(watched -> watched.pools(top));
  }

  private CompletableFuture<Watched> begin() {
    var before = ThreadFacts.clock();
    long since = System.nanoTime();
    return CompletableFuture.supplyAsync(
        () ->
            new Watched(
                ThreadFacts.since(before), System.nanoTime() - since, ThreadFacts.deadlocked()),
        CompletableFuture.delayedExecutor(WATCHED.toMillis(), TimeUnit.MILLISECONDS, background));
  }
}
