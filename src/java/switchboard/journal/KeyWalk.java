package switchboard.journal;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Walks over the keys of every master by SCAN, one page and one master after the other: for an
 * operator, because it looks at every key there is. Keys that come or go meanwhile may be missed,
 * others may be met twice.
 */
final class KeyWalk {
  private final ScanArgs args;
  private final long mostPages;
  private final Visit visit;

  /** What is done with a page. The next one waits for it. */
  interface Visit {
    CompletionStage<Void> page(RedisClusterAsyncCommands<byte[], byte[]> master, List<byte[]> keys);
  }

  /**
   * How far a walk came.
   *
   * @param keys how many were visited
   * @param whole whether no key is left
   */
  record Walked(long keys, long pages, boolean whole) {}

  /**
   * A walk.
   *
   * @param args pattern, and how many keys a page looks at
   * @param mostPages how many pages there are at most, over all masters
   */
  KeyWalk(ScanArgs args, long mostPages, Visit visit) {
    this.args = args;
    this.mostPages = mostPages;
    this.visit = visit;
  }

  CompletionStage<Walked> over(List<RedisClusterAsyncCommands<byte[], byte[]>> masters) {
    CompletionStage<Walked> walked = CompletableFuture.completedStage(new Walked(0, 0, true));
    for (var master : masters) {
      walked = walked.thenCompose(before -> from(master, ScanCursor.INITIAL, before));
    }
    return walked;
  }

  private CompletionStage<Walked> from(
      RedisClusterAsyncCommands<byte[], byte[]> master, ScanCursor cursor, Walked before) {
    if (before.pages() >= mostPages) {
      return CompletableFuture.completedStage(new Walked(before.keys(), before.pages(), false));
    }
    CompletionStage<KeyScanCursor<byte[]>> page = master.scan(cursor, args);
    return page.thenComposeAsync(
        found -> {
          var keys = found.getKeys();
          var so = new Walked(before.keys() + keys.size(), before.pages() + 1, before.whole());
          var visited =
              keys.isEmpty()
                  ? CompletableFuture.<Void>completedStage(null)
                  : visit.page(master, keys);
          return visited.thenCompose(
              _ ->
                  found.isFinished()
                      ? CompletableFuture.completedStage(so)
                      : from(master, found, so));
        });
  }
}
