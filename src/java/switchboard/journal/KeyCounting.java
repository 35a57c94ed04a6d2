package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import switchboard.journal.KeyCensus.Kind;

/**
 * Counts keys page by page and keeps of each kind a random sample of bounded size, which is
 * measured at the end. One page at a time.
 */
final class KeyCounting {
  /** What a session, saga or erasure leaves behind for a time, and what is kept of a subject. */
  private static final Set<String> EXPIRING = Set.of("c", "e", "s", "v", "w");

  /** Exact for what lies in so many pieces; a journal of thousands of turns is reckoned. */
  private static final String ELEMENTS = "100";

  private static final int AT_ONCE = 500;
  private static final int EXAMPLES = 5;
  private static final long TELL_EVERY = 10_000;

  private final String prefix;
  private final int sample;
  private final LongConsumer progress;
  private final TreeMap<String, Seen> kinds = new TreeMap<>();
  private long told;
  private long looked;

  KeyCounting(String prefix, int sample, LongConsumer progress) {
    this.prefix = prefix + ":{";
    this.sample = sample;
    this.progress = progress;
  }

  private record Sampled(RedisClusterAsyncCommands<byte[], byte[]> master, byte[] key) {}

  private static final class Seen {
    private final String letter;
    private final String owner;
    private final List<Sampled> sampled = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private long keys;
    private long withoutExpiry;

    Seen(String letter, String owner) {
      this.letter = letter;
      this.owner = owner;
    }

    /** Every key is as likely to stay as every other one. */
    void add(Sampled key, int most) {
      keys++;
      if (sampled.size() < most) {
        sampled.add(key);
        return;
      }
      long place = ThreadLocalRandom.current().nextLong(keys);
      if (place < most) {
        sampled.set((int) place, key);
      }
    }

    void example(byte[] key) {
      if (examples.size() < EXAMPLES) {
        examples.add(new String(key, UTF_8));
      }
    }
  }

  CompletionStage<Void> page(RedisClusterAsyncCommands<byte[], byte[]> master, List<byte[]> keys) {
    List<CompletionStage<Void>> checks = new ArrayList<>();
    for (byte[] key : keys) {
      var seen = kindOf(key);
      seen.add(new Sampled(master, key), sample);
      if (seen.letter.equals(KeyCensus.OTHER)) {
        seen.example(key);
      } else if (EXPIRING.contains(seen.letter)) {
        checks.add(master.pttl(key).thenAccept(left -> expiry(seen, key, left)));
      }
    }
    looked += keys.size();
    if (looked - told >= TELL_EVERY) {
      told = looked;
      progress.accept(looked);
    }
    return Stages.all(checks).thenAccept(_ -> {});
  }

  /** Answers come one after the other: they are of one connection. */
  private static void expiry(Seen seen, byte[] key, long left) {
    if (left == -1) {
      seen.withoutExpiry++;
      seen.example(key);
    }
  }

  private Seen kindOf(byte[] key) {
    var name = new String(key, UTF_8);
    int tag = name.indexOf("}:");
    if (!name.startsWith(prefix) || tag < 0) {
      return seen(KeyCensus.OTHER, "");
    }
    int end = name.indexOf(':', tag + 2);
    var letter = name.substring(tag + 2, end < 0 ? name.length() : end);
    int bar = name.indexOf('|', tag);
    boolean owned = end >= 0 && bar > end && name.substring(end + 1, bar).matches("[a-z]+");
    return seen(letter, owned ? name.substring(end + 1, bar) : "");
  }

  private Seen seen(String letter, String owner) {
    return kinds.computeIfAbsent(letter + "|" + owner, _ -> new Seen(letter, owner));
  }

  /** The census, once the sample is measured. */
  CompletionStage<KeyCensus> measured(
      List<RedisClusterAsyncCommands<byte[], byte[]>> masters, KeyWalk.Walked walked) {
    CompletionStage<List<Kind>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (var seen : kinds.values()) {
      all =
          all.thenCompose(
              done ->
                  bytes(seen.sampled, 0, 0)
                      .thenApply(
                          bytes -> {
                            done.add(kind(seen, bytes));
                            return done;
                          }));
    }
    return all.thenCombine(
        used(masters), (done, used) -> new KeyCensus(done, walked.keys(), walked.whole(), used));
  }

  private static Kind kind(Seen seen, long bytes) {
    return new Kind(
        seen.letter,
        seen.owner,
        seen.keys,
        Math.round((double) bytes / seen.sampled.size() * seen.keys),
        seen.sampled.size(),
        seen.withoutExpiry,
        seen.examples);
  }

  private static CompletionStage<Long> used(
      List<RedisClusterAsyncCommands<byte[], byte[]>> masters) {
    return Stages.all(
            masters.stream()
                .map(master -> master.info("memory").thenApply(KeyCounting::used))
                .toList())
        .thenApply(each -> each.stream().mapToLong(Long::longValue).sum());
  }

  private static long used(String info) {
    return Long.parseLong(ServerFacts.field(info, "used_memory"));
  }

  private static CompletionStage<Long> bytes(List<Sampled> sampled, int from, long before) {
    if (from >= sampled.size()) {
      return CompletableFuture.completedStage(before);
    }
    var page = sampled.subList(from, Math.min(from + AT_ONCE, sampled.size()));
    return Stages.all(page.stream().map(KeyCounting::bytes).toList())
        .thenCompose(
            each ->
                bytes(
                    sampled,
                    from + AT_ONCE,
                    before + each.stream().mapToLong(Long::longValue).sum()));
  }

  private static CompletionStage<Long> bytes(Sampled key) {
    var words =
        new CommandArgs<>(ByteArrayCodec.INSTANCE)
            .add("USAGE")
            .addKey(key.key())
            .add("SAMPLES")
            .add(ELEMENTS);
    return key.master()
        .dispatch(CommandType.MEMORY, new IntegerOutput<>(ByteArrayCodec.INSTANCE), words)
        // A key may have expired in between.
        .thenApply(bytes -> Optional.ofNullable(bytes).orElse(0L));
  }
}
