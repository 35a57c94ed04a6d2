package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.failure;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.journal.Watches.Thing;
import switchboard.journal.Watches.Watcher;
import switchboard.local.RedisServer;

/** Who watches what is kept until it expires, and read page by page without a gap. */
class WatchesIT {
  private static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

  private static RedisServer redis;
  private static TestStore store;
  private static Watches watches;
  private static int things;

  private final Thing thing = new Thing("acme", "order", "Canary-" + things++);

  @BeforeAll
  static void start() {
    redis = Redis.start();
    store = new TestStore(redis);
    watches = store.store.watches();
  }

  @AfterAll
  static void stop() {
    store.close();
    redis.close();
  }

  private void watch(String session, Instant until) {
    await(watches.watch(thing, session, until, NOW));
  }

  private List<String> watching(Instant now) {
    return await(watches.watchers(thing, now, Optional.empty(), 1000)).stream()
        .map(Watcher::session)
        .toList();
  }

  private byte[] key() {
    var found = store.raw().keys("*:w:" + thing.digest());
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aSessionWatchesUntilTheLatestTimeItWasPromised() {
    watch("s1", NOW.plusSeconds(60));
    watch("s1", NOW.plusSeconds(30));
    watch("s1", NOW.plusSeconds(60));
    watch("s2", NOW.plusSeconds(40));
    assertThat(watching(NOW)).containsExactly("s2", "s1");
    assertThat(watching(NOW.plusSeconds(40))).containsExactly("s1");
    assertThat(watching(NOW.plusSeconds(60))).isEmpty();
    watch("s2", NOW.plusSeconds(90));
    assertThat(watching(NOW.plusSeconds(60))).containsExactly("s2");
  }

  @Test
  void whatHasExpiredIsRemovedByTheNextAndTheKeyExpiresWithTheLast() {
    watch("s1", NOW.plusSeconds(10));
    watch("s2", NOW.plusSeconds(2_000));
    assertThat(store.raw().pttl(key())).isBetween(1_500_000L, 2_000_000L);
    await(watches.watch(thing, "s3", NOW.plusSeconds(50), NOW.plusSeconds(10)));
    assertThat(store.raw().zcard(key())).isEqualTo(2);
    assertThat(store.raw().pttl(key())).isBetween(1_500_000L, 2_000_000L);
    watch("gone", NOW);
    assertThat(watching(NOW)).containsExactly("s3", "s2");
  }

  @Test
  void whoEndsItIsNotThereAnyMoreAndMayDoSoAgain() {
    watch("s1", NOW.plusSeconds(60));
    watch("s2", NOW.plusSeconds(60));
    await(watches.unwatch(thing, "s1"));
    await(watches.unwatch(thing, "s1"));
    assertThat(watching(NOW)).containsExactly("s2");
  }

  @Test
  void thingsOfOtherTenantsAndKindsAreOthers() {
    watch("s1", NOW.plusSeconds(60));
    for (var other :
        List.of(
            new Thing("bmce", "order", thing.id()),
            new Thing("acme", "courier", thing.id()),
            new Thing("acme", "orde", "r" + thing.id()))) {
      assertThat(await(watches.watchers(other, NOW, Optional.empty(), 10))).isEmpty();
    }
  }

  @Test
  void theIdOfTheThingStandsNowhereInClear() {
    watch("s1", NOW.plusSeconds(60));
    assertThat(store.everything().toString()).contains(thing.digest()).doesNotContain("Canary");
  }

  @Test
  void pagesGoOnWhereTheyEndedAlsoAmongThoseOfOneMillisecond() {
    for (int i = 0; i < 25; i++) {
      watch("s" + (char) ('a' + i), NOW.plusSeconds(60));
    }
    var read = new ArrayList<String>();
    Optional<Watcher> last = Optional.empty();
    do {
      var page = await(watches.watchers(thing, NOW, last, 10));
      page.forEach(watcher -> read.add(watcher.session()));
      last = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast());
    } while (last.isPresent());
    assertThat(read).hasSize(25).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whateverChangesBetweenPagesNobodyWhoStaysIsSkipped() {
    for (long seed = 1; seed <= 8; seed++) {
      var random = new Random(seed);
      var each = new Thing("acme", "order", thing.id() + "/" + seed);
      var stay = new HashSet<String>();
      for (int i = 0; i < 60; i++) {
        var until = NOW.plusMillis(60_000 + random.nextInt(20));
        await(watches.watch(each, "s" + i, until, NOW));
        stay.add("s" + i);
      }
      var read = new HashSet<String>();
      Optional<Watcher> last = Optional.empty();
      do {
        var page = await(watches.watchers(each, NOW, last, 7));
        page.forEach(watcher -> read.add(watcher.session()));
        last = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast());
        for (var watcher : page) {
          if (random.nextInt(3) == 0) {
            await(watches.unwatch(each, watcher.session()));
          } else if (random.nextInt(3) == 0) {
            await(watches.watch(each, watcher.session(), NOW.plusSeconds(70), NOW));
          }
        }
        var gone = "s" + random.nextInt(60);
        await(watches.unwatch(each, gone));
        stay.remove(gone);
        var longer = "s" + random.nextInt(60);
        if (stay.contains(longer)) {
          await(watches.watch(each, longer, NOW.plusMillis(60_010), NOW));
        }
      } while (last.isPresent());
      assertThat(read).as("seed " + seed).containsAll(stay);
    }
  }

  @Test
  void aHundredThousandMayWatchOneThing() {
    var until = NOW.plus(Duration.ofDays(1));
    for (int from = 0; from < 100_000; from += 2_000) {
      List<CompletionStage<Void>> some =
          IntStream.range(from, from + 2_000)
              .mapToObj(i -> watches.watch(thing, "session-" + i, until.plusMillis(i % 500), NOW))
              .toList();
      await(Stages.all(some));
    }
    int read = 0;
    var sessions = new HashSet<String>();
    Optional<Watcher> last = Optional.empty();
    do {
      var page = await(watches.watchers(thing, NOW, last, 1_000));
      page.forEach(watcher -> sessions.add(watcher.session()));
      read += page.size();
      last = page.isEmpty() ? Optional.empty() : Optional.of(page.getLast());
    } while (last.isPresent());
    assertThat(read).isEqualTo(100_000);
    assertThat(sessions).hasSize(100_000);
  }

  @Test
  void anEmptiedStoreIsRefusedAndNotTakenForOneThatNobodyWatches() {
    try (var other = Redis.start();
        var emptied = new TestStore(other)) {
      var its = emptied.store.watches();
      await(its.watch(thing, "s1", NOW.plusSeconds(60), NOW));
      emptied.raw().flushall();
      var calls =
          List.of(
              its.watch(thing, "s1", NOW.plusSeconds(60), NOW),
              its.unwatch(thing, "s1"),
              its.watchers(thing, NOW, Optional.empty(), 10));
      for (var call : calls) {
        assertThat(failure(call)).isInstanceOf(StoreException.WrongStore.class);
      }
      assertThat(emptied.raw().dbsize()).isZero();
    }
  }
}
