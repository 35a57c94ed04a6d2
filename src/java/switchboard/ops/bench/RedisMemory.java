package switchboard.ops.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import switchboard.ops.CommandFailure;

/** What a Redis' memory is spent on, by kind of key. */
final class RedisMemory {
  private static final String SCAN_PAGE = "5000";
  private static final int SAMPLES = 2_000;
  private static final int AT_ONCE = 500;
  private static final int ENTRY_BYTES = 24;
  private static final long SETTLE_SECONDS = 300;

  private final RedisTalk redis;

  /**
   * Keys of one kind.
   *
   * @param bytes of all, reckoned from a sample: value, name and place in the key table
   */
  record Kind(long keys, long bytes) {}

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
    var outboxes = keys().getOrDefault("o", List.of());
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

  /** By kind: the letter or word after the hash tag, as docs/redis-layout.md lists them. */
  Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new TreeMap<>();
    keys().forEach((kind, keys) -> kinds.put(kind, new Kind(keys.size(), bytes(keys))));
    return kinds;
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

  private long bytes(List<String> keys) {
    int step = Math.max(1, keys.size() / SAMPLES);
    List<List<String>> commands = new ArrayList<>();
    for (int i = 0; i < keys.size(); i += step) {
      commands.add(List.of("MEMORY", "USAGE", keys.get(i), "SAMPLES", "0"));
    }
    long sum = 0;
    for (int i = 0; i < commands.size(); i += AT_ONCE) {
      var page = commands.subList(i, Math.min(i + AT_ONCE, commands.size()));
      // a key may have expired in between
      sum += redis.calls(page).stream().mapToLong(it -> it == null ? 0 : (Long) it).sum();
    }
    return sum * keys.size() / commands.size();
  }

  private Map<String, List<String>> keys() {
    Map<String, List<String>> byKind = new TreeMap<>();
    var cursor = "0";
    do {
      var page = (List<?>) redis.call("SCAN", cursor, "COUNT", SCAN_PAGE);
      cursor = page.get(0).toString();
      for (var key : (List<?>) page.get(1)) {
        byKind.computeIfAbsent(kind(key.toString()), _ -> new ArrayList<>()).add(key.toString());
      }
    } while (!cursor.equals("0"));
    return byKind;
  }

  /** How many bytes the newest snapshot of a session has; 0 for none. */
  long newestSnapshot(String session) {
    var parts = session.split("/");
    var entity = ":session|" + parts[1] + "/" + parts[3];
    long newest = 0;
    long bytes = 0;
    for (var key : keys().getOrDefault("s", List.of())) {
      var fields = key.endsWith(entity) ? (List<?>) redis.call("HGETALL", key) : List.of();
      for (int i = 0; i < fields.size(); i += 2) {
        long sequence = Long.parseLong(fields.get(i).toString().split("\\.")[0]);
        bytes = sequence > newest ? fields.get(i + 1).toString().length() : bytes;
        newest = Math.max(newest, sequence);
      }
    }
    return bytes;
  }

  private static String kind(String key) {
    int tag = key.indexOf("}:");
    int end = key.indexOf(':', tag + 2);
    return tag < 0 ? "other" : key.substring(tag + 2, end < 0 ? key.length() : end);
  }
}
