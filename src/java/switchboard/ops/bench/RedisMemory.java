package switchboard.ops.bench;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import switchboard.journal.StoreInspector;
import switchboard.ops.CommandFailure;

/** What a Redis holds beside its keys, and until when its outboxes are busy. */
final class RedisMemory {
  private static final String SCAN_PAGE = "5000";
  private static final int SAMPLES = 2_000;
  private static final int ENTRY_BYTES = 24;
  private static final long SETTLE_SECONDS = 300;

  private final RedisTalk redis;

  /** Keys of one kind. */
  record Kind(long keys, long bytes) {
    Kind with(Kind more) {
      return new Kind(keys + more.keys, bytes + more.bytes);
    }
  }

  RedisMemory(RedisTalk redis) {
    this.redis = redis;
  }

  /** Bytes that Redis has allocated in all. */
  long used() {
    return redis.info("memory", "used_memory");
  }

  long appendOnlyFile() {
    return redis.info("persistence", "aof_current_size");
  }

  /** Rewrites the append-only file and tells its size then. */
  long rewrittenAppendOnlyFile() {
    redis.call("BGREWRITEAOF");
    await(() -> redis.info("persistence", "aof_rewrite_in_progress") == 0);
    return appendOnlyFile();
  }

  /** Waits until all outboxes were carried out. */
  void awaitEmptyOutboxes() {
    var outboxes = keys("*}:o");
    await(
        () ->
            redis.calls(outboxes.stream().map(key -> List.of("XLEN", key)).toList()).stream()
                .allMatch(length -> (Long) length == 0));
  }

  private static void await(BooleanSupplier done) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS);
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure("the system did not settle in " + SETTLE_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  /** Bytes and counts of all keys of a store, by the letter of their kind. */
  static Map<String, Kind> kinds(String redisUri) throws InterruptedException {
    var config =
        ConfigFactory.parseMap(Map.of("switchboard.redis.uri", redisUri))
            .withFallback(ConfigFactory.parseResources("redis.conf"))
            .getConfig("switchboard.redis");
    try (var inspector = new StoreInspector(config)) {
      Map<String, Kind> kinds = new TreeMap<>();
      inspector
          .census(SAMPLES, Long.MAX_VALUE / 2, _ -> {})
          .toCompletableFuture()
          .get(SETTLE_SECONDS, TimeUnit.SECONDS)
          .kinds()
          .forEach(it -> kinds.merge(it.letter(), new Kind(it.keys(), it.bytes()), Kind::with));
      return kinds;
    } catch (ExecutionException | TimeoutException failure) {
      throw new CommandFailure("the keys of this Redis could not be counted", failure);
    }
  }

  /** What the tables of keys and of their expiries take beside the keys themselves. */
  long tables() {
    var stats = (List<?>) redis.call("MEMORY", "STATS");
    long sum = 0;
    for (int i = 0; i < stats.size(); i += 2) {
      if (stats.get(i).toString().startsWith("db.")) {
        var parts = (List<?>) stats.get(i + 1);
        // the entries of the main table are counted with each key
        long entries = (Long) redis.call("DBSIZE") * ENTRY_BYTES;
        sum += (Long) parts.get(1) + (Long) parts.get(3) - entries;
      }
    }
    return sum;
  }

  /** Keys that a pattern, as SCAN takes it, fits. */
  private List<String> keys(String pattern) {
    List<String> found = new ArrayList<>();
    var cursor = "0";
    do {
      var page = (List<?>) redis.call("SCAN", cursor, "MATCH", pattern, "COUNT", SCAN_PAGE);
      cursor = page.get(0).toString();
      ((List<?>) page.get(1)).forEach(key -> found.add(key.toString()));
    } while (!cursor.equals("0"));
    return found;
  }

  /** How many bytes the newest snapshot of a session has; 0 for none. */
  long newestSnapshot(String session) {
    var parts = session.split("/");
    var entity = ":session|" + parts[1] + "/" + parts[3];
    long newest = 0;
    long bytes = 0;
    for (var key : keys("*}:s" + entity)) {
      var fields = (List<?>) redis.call("HGETALL", key);
      for (int i = 0; i < fields.size(); i += 2) {
        long sequence = Long.parseLong(fields.get(i).toString().split("\\.")[0]);
        bytes = sequence > newest ? fields.get(i + 1).toString().length() : bytes;
        newest = Math.max(newest, sequence);
      }
    }
    return bytes;
  }
}
