package switchboard.journal;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Has append-only files written anew and waits for it.
 *
 * <p>A rewrite that runs already may have begun before what the caller deleted, so the one that
 * counts is asked for when none runs. It has ended well when none runs or waits, the last one is
 * reported as good, and the server is still the same process: a restarted one knows of no rewrite
 * and reports good, too.
 */
final class AppendOnlyFiles {
  private static final long PAUSE_MILLIS = 50;

  private final Gate gate;

  AppendOnlyFiles(Gate gate) {
    this.gate = gate;
  }

  /** What a server says of its rewrites at one moment. */
  private record Seen(String run, boolean enabled, boolean busy, boolean good) {
    static Seen of(String info) {
      return new Seen(
          ServerFacts.field(info, "run_id"),
          ServerFacts.field(info, "aof_enabled").equals("1"),
          !ServerFacts.field(info, "aof_rewrite_in_progress").equals("0")
              || !ServerFacts.field(info, "aof_rewrite_scheduled").equals("0"),
          ServerFacts.field(info, "aof_last_bgrewrite_status").equals("ok"));
    }
  }

  CompletionStage<Integer> rewrite(Duration within) {
    long until = System.nanoTime() + within.toNanos();
    return insisting(
            until,
            () ->
                gate.whenOpened()
                    .thenCompose(opened -> opened.connection().masters())
                    .thenCompose(
                        masters ->
                            Stages.all(
                                masters.stream().map(master -> begin(master, until)).toList())))
        .thenApply(rewritten -> (int) rewritten.stream().filter(Boolean::booleanValue).count());
  }

  /** Answers whether the server keeps such a file, once it is written anew. */
  private CompletionStage<Boolean> begin(
      RedisClusterAsyncCommands<byte[], byte[]> server, long until) {
    return look(server)
        .thenCompose(
            before -> {
              if (!before.enabled()) {
                return CompletableFuture.completedStage(false);
              }
              if (before.busy()) {
                return later(until, () -> begin(server, until));
              }
              return server
                  .bgrewriteaof()
                  .thenCompose(_ -> finish(server, before.run(), until))
                  .exceptionallyCompose(
                      error ->
                          // Another one was faster, or a snapshot is being taken.
                          StoreErrors.unwrap(error) instanceof RedisCommandExecutionException
                              ? later(until, () -> begin(server, until))
                              : CompletableFuture.failedStage(error));
            });
  }

  private CompletionStage<Boolean> finish(
      RedisClusterAsyncCommands<byte[], byte[]> server, String run, long until) {
    return look(server)
        .thenCompose(
            seen -> {
              if (!seen.run().equals(run)) {
                return begin(server, until);
              }
              if (seen.busy()) {
                return later(until, () -> finish(server, run, until));
              }
              // It failed, as for want of disk space: tried again as long as there is time.
              return seen.good()
                  ? CompletableFuture.completedStage(true)
                  : later(until, () -> begin(server, until));
            });
  }

  private static CompletionStage<Seen> look(RedisClusterAsyncCommands<byte[], byte[]> server) {
    return server.info().thenApply(Seen::of);
  }

  /** Begins again whenever the connection goes away. */
  private <T> CompletionStage<T> insisting(long until, Supplier<CompletionStage<T>> attempt) {
    return attempt
        .get()
        .exceptionallyCompose(
            error ->
                StoreErrors.isCut(error)
                    ? later(until, () -> insisting(until, attempt))
                    : CompletableFuture.failedStage(StoreErrors.of(error)));
  }

  private static <T> CompletionStage<T> later(long until, Supplier<CompletionStage<T>> next) {
    if (System.nanoTime() >= until) {
      return CompletableFuture.failedStage(
          new StoreException.Unavailable(
              "Redis did not write its append-only file anew in time; look into its log, try again",
              null));
    }
    var pause = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(() -> null, pause).thenCompose(_ -> next.get());
  }
}
