package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;
import static switchboard.journal.TestStore.failure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.journal.SnapshotLog.Bounds;
import switchboard.journal.SnapshotLog.Snapshot;
import switchboard.local.RedisServer;

class RetentionIT {
  private static final Instant EXPIRY = Instant.parse("2099-01-01T00:00:00Z");
  private static final Bounds ALL = new Bounds(0, Long.MAX_VALUE, 0, Long.MAX_VALUE);
  private static final int HISTORIES = 12;
  private static final int STEPS = 150;

  private static RedisServer redis;
  private static TestStore one;

  @BeforeAll
  static void start() {
    redis = Redis.start();
    one = new TestStore(redis);
  }

  @AfterAll
  static void stop() {
    one.close();
    redis.close();
  }

  @Test
  void noKeyIsEverWithoutExpiryOnceOneWasGiven() {
    long seed = System.nanoTime();
    for (int history = 0; history < HISTORIES; history++) {
      var played = new History("kept-" + history, new Random(seed + history));
      for (int step = 0; step < STEPS; step++) {
        var what = played.step();
        assertThat(played.withoutExpiry())
            .as("seed %d, history %d, step %d: %s", seed, history, step, what)
            .isEmpty();
      }
      assertThat(played.expiries).as("seed %d", seed).isPositive();
    }
  }

  @Test
  void anExpiryThatMovesMovesAllKeys() {
    long epoch = await(one.log().claim("moving")).epoch();
    await(one.log().append(expiring("moving", 1, EXPIRY), epoch));
    await(one.store.snapshots().save("moving", snapshot(1), Optional.of(epoch), true, 2));
    var sooner = EXPIRY.minusSeconds(1_000_000);
    await(one.log().append(expiring("moving", 2, sooner), epoch));
    var keys = new Keys("sb").of("moving");
    for (byte[] key : List.of(keys.document(), keys.events(), keys.snapshots())) {
      var left = Instant.now().plusMillis(one.raw().pttl(key));
      assertThat(left).isBetween(sooner.minusSeconds(60), sooner.plusSeconds(60));
    }
  }

  @Test
  void whatExpiredIsGoneAndItsWriterRefused() {
    long epoch = await(one.log().claim("past")).epoch();
    await(one.log().append(expiring("past", 1, Instant.EPOCH), epoch));
    assertThat(keysOf("past")).isEmpty();
    assertThat(failure(one.log().append(batch("past", 2, "b"), epoch)))
        .isInstanceOf(StoreException.Fenced.class);
  }

  @Test
  void aPurgeLeavesNothingAndMayBeRepeated() {
    long epoch = await(one.log().claim("gone")).epoch();
    await(one.log().append(expiring("gone", 1, EXPIRY), epoch));
    await(one.store.snapshots().save("gone", snapshot(1), Optional.of(epoch), true, 2));
    assertThat(keysOf("gone")).hasSize(3);
    var due = EXPIRY.plusSeconds(1);
    int bucket = RedisStore.bucketOf("gone");
    assertThat(await(one.store.dueDeadlines(bucket, due, 10))).hasSize(1);

    assertThat(await(one.store.purge("gone", 1, List.of("idle", "never-set")))).isTrue();
    assertThat(keysOf("gone")).isEmpty();
    assertThat(await(one.store.dueDeadlines(bucket, due, 10))).isEmpty();
    assertThat(await(one.store.purge("gone", 1, List.of("idle")))).isTrue();
    assertThat(failure(one.log().append(batch("gone", 2, "b"), epoch)))
        .isInstanceOf(StoreException.Fenced.class);
  }

  @Test
  void aPurgeChangesNothingIfSomethingWasAppendedMeanwhile() {
    long epoch = await(one.log().claim("late")).epoch();
    await(one.log().append(expiring("late", 1, EXPIRY), epoch));
    await(one.log().append(batch("late", 2, "b"), epoch));
    var before = one.everything();
    assertThat(await(one.store.purge("late", 1, List.of("idle")))).isFalse();
    assertThat(await(one.store.purge("late", 3, List.of("idle")))).isFalse();
    assertThat(one.everything()).isEqualTo(before);
  }

  @Test
  void aPurgeThatComesAgainLeavesAloneWhatBeganAfterIt() {
    long epoch = await(one.log().claim("anew")).epoch();
    await(one.log().append(batch("anew", 1, "a"), epoch));
    assertThat(await(one.store.purge("anew", 1, List.of()))).isTrue();
    long next = await(one.log().claim("anew")).epoch();
    assertThat(await(one.store.purge("anew", 1, List.of()))).isTrue();
    await(one.log().append(batch("anew", 1, "new"), next));
    assertThat(one.stored("anew")).containsExactly("new");
  }

  private static Batch expiring(String pid, long first, Instant at) {
    var deadline = new DeadlineChange.Set("idle", EXPIRY);
    var side = new SideData(Map.of("p", bytes("1")), List.of(deadline), List.of(), Optional.of(at));
    return new Batch(pid, first, List.of(bytes("a")), side);
  }

  private static Snapshot snapshot(long sequence) {
    return new Snapshot(sequence, 1, bytes("s"));
  }

  private static List<byte[]> keysOf(String pid) {
    return one.raw().keys("*:?:" + pid);
  }

  /** One persistence id, and all that can be done to it, by chance. */
  private static final class History {
    private final String pid;
    private final Random random;
    private long epoch;
    private long last;
    private boolean expires;
    private int expiries;

    History(String pid, Random random) {
      this.pid = pid;
      this.random = random;
      claim();
    }

    String step() {
      return switch (random.nextInt(10)) {
        case 0, 1, 2 -> append();
        case 3 -> claim();
        case 4 -> saveSnapshot();
        case 5 -> deleteSnapshots();
        case 6 -> deleteEvents();
        case 7 -> staleAppend();
        case 8 -> random.nextInt(4) == 0 ? purge(last) : purge(last + 1);
        default -> read();
      };
    }

    List<String> withoutExpiry() {
      return expires
          ? keysOf(pid).stream().filter(key -> one.raw().pttl(key) < 0).map(EventLog::text).toList()
          : List.of();
    }

    private String append() {
      boolean expiring = random.nextInt(3) == 0;
      var sections =
          random.nextBoolean()
              ? Map.of("p", random.nextInt(3) == 0 ? new byte[0] : bytes("1"))
              : Map.<String, byte[]>of();
      var expireAt = expiring ? Optional.of(EXPIRY.plusSeconds(last)) : Optional.<Instant>empty();
      var side = new SideData(sections, List.of(), List.of(), expireAt);
      await(one.log().append(new Batch(pid, last + 1, List.of(bytes("e")), side), epoch));
      last++;
      expires |= expiring;
      expiries += expiring ? 1 : 0;
      return "append " + side;
    }

    private String claim() {
      epoch = await(one.log().claim(pid)).epoch();
      return "claim";
    }

    private String saveSnapshot() {
      int keep = 1 + random.nextInt(3);
      quietly(() -> await(one.store.snapshots().save(pid, at(), Optional.of(epoch), true, keep)));
      return "save snapshot";
    }

    private Snapshot at() {
      return snapshot(Math.max(1, last - random.nextInt(3)));
    }

    private String deleteSnapshots() {
      await(one.store.snapshots().delete(pid, ALL, Optional.of(epoch)));
      return "delete snapshots";
    }

    private String deleteEvents() {
      long to = random.nextBoolean() ? last : last - random.nextInt(3);
      await(one.log().deleteTo(pid, to, Optional.of(epoch)));
      return "delete events to " + to;
    }

    private String staleAppend() {
      quietly(() -> await(one.log().append(expiring(pid, last + 1, EXPIRY), epoch + 1)));
      return "append of another epoch";
    }

    private String purge(long upTo) {
      if (await(one.store.purge(pid, upTo, List.of("idle"))) && upTo == last && last > 0) {
        assertThat(keysOf(pid)).isEmpty();
        expires = false;
        last = 0;
        claim();
      }
      return "purge at " + upTo;
    }

    private String read() {
      await(one.store.document(pid));
      return "read";
    }

    /** What the store refuses must change nothing either. */
    private static void quietly(Runnable refused) {
      try {
        refused.run();
      } catch (CompletionException expected) {
        assertThat(StoreErrors.unwrap(expected)).isInstanceOf(StoreException.Fenced.class);
      }
    }
  }
}
