package switchboard.journal;

import static switchboard.journal.Keys.bytes;

import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * The id of a store: one value at the root and one in each bucket, so that every script can check
 * it within its own hash slot.
 *
 * <p>A new store is marked in an order that survives a crash anywhere, and several nodes at once:
 * the root says {@code new:ID}, then every bucket is given ID, then the root says ID. Whoever finds
 * {@code new:ID} goes on with that ID. Markers without a root can therefore only mean loss.
 */
final class StoreIdentity {
  private static final String NEW = "new:";
  private static final String ANOTHER =
      "Redis holds another store than the one named by switchboard.redis.store-id;"
          + " connect to the right one, or change the setting";
  private static final String EMPTIED =
      "Redis is empty, but switchboard.redis.store-id names a store: it was emptied or swapped;"
          + " bring it back, or clear the setting to start with an empty one";
  private static final String LOST_ROOT =
      "Redis has lost a part of its keys: buckets are marked, the root is not;"
          + " restore the store from a backup";

  private final RedisClusterAsyncCommands<byte[], byte[]> redis;
  private final Keys keys;
  private final String expected;

  StoreIdentity(RedisClusterAsyncCommands<byte[], byte[]> redis, Keys keys, String expected) {
    this.redis = redis;
    this.keys = keys;
    this.expected = expected;
  }

  /** Checks the store's id, or gives one to an empty store. */
  CompletionStage<String> establish() {
    return redis.get(keys.root()).thenCompose(root -> establish(Optional.ofNullable(root)));
  }

  /**
   * Looks without changing anything: the id; empty for an empty store, which the first node marks,
   * and for one that is being marked now. Fails as {@link #establish} does for what no node takes.
   */
  CompletionStage<Optional<String>> look() {
    return redis.get(keys.root()).thenCompose(root -> look(Optional.ofNullable(root)));
  }

  private CompletionStage<Optional<String>> look(Optional<byte[]> root) {
    if (root.isEmpty()) {
      return expected.isEmpty()
          ? markers()
              .thenCompose(
                  found ->
                      found.stream().anyMatch(Optional::isPresent)
                          ? refuse(LOST_ROOT)
                          : CompletableFuture.completedStage(Optional.empty()))
          : refuse(EMPTIED);
    }
    String text = EventLog.text(root.orElseThrow());
    if (!expected.isEmpty() && !expected.equals(idOf(text))) {
      return refuse(ANOTHER);
    }
    return text.startsWith(NEW)
        ? CompletableFuture.completedStage(Optional.empty())
        : markers().thenApply(found -> Optional.of(verify(found, text)));
  }

  private static String idOf(String root) {
    return root.startsWith(NEW) ? root.substring(NEW.length()) : root;
  }

  private CompletionStage<String> establish(Optional<byte[]> root) {
    if (root.isEmpty()) {
      return begin();
    }
    String text = EventLog.text(root.orElseThrow());
    String id = idOf(text);
    if (!expected.isEmpty() && !expected.equals(id)) {
      return refuse(ANOTHER);
    }
    return text.startsWith(NEW) ? finish(id) : markers().thenApply(found -> verify(found, id));
  }

  private CompletionStage<String> begin() {
    if (!expected.isEmpty()) {
      return refuse(EMPTIED);
    }
    return markers()
        .thenCompose(
            found ->
                found.stream().anyMatch(Optional::isPresent)
                    ? marked()
                    : redis
                        .set(keys.root(), bytes(NEW + UUID.randomUUID()), SetArgs.Builder.nx())
                        // Another node may have been first: go on with what stands there.
                        .thenCompose(_ -> establish()));
  }

  /**
   * Markers without a root: another node has just begun with an empty store, or the root is lost.
   */
  private CompletionStage<String> marked() {
    return redis
        .get(keys.root())
        .thenCompose(root -> root == null ? refuse(LOST_ROOT) : establish(Optional.of(root)));
  }

  private CompletionStage<String> finish(String id) {
    return Stages.all(
            buckets()
                .mapToObj(bucket -> redis.set(keys.marker(bucket), bytes(id), SetArgs.Builder.nx()))
                .toList())
        .thenCompose(_ -> markers())
        .thenApply(found -> verify(found, id))
        .thenCompose(_ -> redis.set(keys.root(), bytes(id)))
        .thenApply(_ -> id);
  }

  private CompletionStage<List<Optional<byte[]>>> markers() {
    return Stages.all(
        buckets()
            .mapToObj(bucket -> redis.get(keys.marker(bucket)).thenApply(Optional::ofNullable))
            .toList());
  }

  private static String verify(List<Optional<byte[]>> markers, String id) {
    boolean whole =
        markers.stream()
            .allMatch(marker -> marker.map(EventLog::text).filter(id::equals).isPresent());
    if (!whole) {
      throw new StoreException.WrongStore(
          "Redis has lost a part of its keys: not every bucket carries the store's id;"
              + " restore the store from a backup");
    }
    return id;
  }

  private static IntStream buckets() {
    return IntStream.range(0, RedisStore.BUCKETS);
  }

  private static <T> CompletionStage<T> refuse(String message) {
    return CompletableFuture.failedStage(new StoreException.WrongStore(message));
  }
}
