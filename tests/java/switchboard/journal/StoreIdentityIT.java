package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;
import static switchboard.journal.TestStore.failure;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import switchboard.local.RedisServer;

class StoreIdentityIT {
  private static final Keys KEYS = new Keys("sb");
  private RedisServer redis;

  @BeforeEach
  void start() {
    redis = Redis.start();
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  @Test
  void aStoreKeepsTheIdOfItsFirstUse() {
    String id = firstUse();
    assertThat(firstUse()).isEqualTo(id);
    try (var again = new TestStore(redis, Map.of("switchboard.redis.store-id", id))) {
      await(again.store.ready());
      assertThat(again.raw().keys("*")).hasSize(RedisStore.BUCKETS + 1);
    }
  }

  @RepeatedTest(3)
  void nodesThatStartTogetherAgreeOnTheId() throws Exception {
    var gun = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(6)) {
      var starting =
          IntStream.range(0, 6)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            gun.await();
                            return firstUse();
                          }))
              .toList();
      gun.countDown();
      Set<String> ids = new HashSet<>();
      for (var started : starting) {
        ids.add(started.get());
      }
      assertThat(ids).hasSize(1);
    }
  }

  @Test
  void anEmptiedStoreIsRefusedWhileRunning() {
    try (var store = new TestStore(redis)) {
      long epoch = await(store.log().claim("p")).epoch();
      await(store.log().append(batch("p", 1, "a"), epoch));
      store.raw().flushall();
      List<CompletionStage<?>> calls =
          List.of(
              store.log().append(batch("p", 2, "b"), epoch),
              store.log().claim("p"),
              store.log().claim("q"),
              store.store.events("p", 1, 10, 10),
              store.store.document("p"),
              store.store.dueDeadlines(1, Instant.now(), 10),
              store.store.outbox(1, 10),
              store.store.putIndex("i", "m", bytes("v")),
              store.store.index("i", "", 10));
      for (var call : calls) {
        assertThat(failure(call)).isInstanceOf(StoreException.WrongStore.class);
      }
      assertThat(store.raw().dbsize()).isZero();
    }
  }

  @Test
  void anEmptiedStoreIsRefusedAtStart() {
    String id = firstUse();
    try (var raw = new TestStore(redis)) {
      await(raw.store.ready());
      raw.raw().flushall();
    }
    assertRefusedAtStart(Map.of("switchboard.redis.store-id", id), "emptied or swapped");
  }

  @Test
  void aSwappedStoreIsRefusedAtStartAndWhileRunning() {
    firstUse();
    assertRefusedAtStart(Map.of("switchboard.redis.store-id", "another"), "another store");
    try (var store = new TestStore(redis)) {
      long epoch = await(store.log().claim("p")).epoch();
      for (int bucket = 0; bucket < RedisStore.BUCKETS; bucket++) {
        store.raw().set(KEYS.marker(bucket), bytes("another"));
      }
      assertThat(failure(store.log().append(batch("p", 1, "a"), epoch)))
          .isInstanceOf(StoreException.WrongStore.class);
    }
  }

  @Test
  void aStoreThatLostAPartIsRefusedAtStart() {
    firstUse();
    try (var store = new TestStore(redis)) {
      await(store.store.ready());
      store.raw().del(KEYS.marker(417));
    }
    assertRefusedAtStart(Map.of(), "not every bucket");
    try (var store = new TestStore(redis)) {
      failure(store.store.ready());
      store.raw().del(KEYS.root());
    }
    assertRefusedAtStart(Map.of(), "the root is not");
  }

  @Test
  void aFirstUseThatCrashedIsFinished() {
    try (var store = new TestStore(redis, Map.of("switchboard.redis.key-prefix", "other"))) {
      await(store.store.ready());
      store.raw().set(KEYS.root(), bytes("new:half-made"));
      store.raw().set(KEYS.marker(3), bytes("half-made"));
    }
    assertThat(firstUse()).isEqualTo("half-made");
    assertThat(firstUse()).isEqualTo("half-made");
  }

  @Test
  void aServerThatEvictsIsRefused() {
    try (var store = new TestStore(redis)) {
      await(store.store.ready());
      store.raw().configSet("maxmemory-policy", "allkeys-lru");
    }
    try (var store = new TestStore(redis)) {
      assertThat(failure(store.store.ready()))
          .hasMessageContaining("set maxmemory-policy to noeviction; it is allkeys-lru");
      assertThat(failure(store.log().claim("p"))).hasMessageContaining("noeviction");
    }
  }

  @Test
  void healthTellsHowDurableTheStoreIs() {
    try (var store = new TestStore(redis)) {
      var health = await(store.store.health());
      assertThat(health.servers()).hasSize(1);
      var server = health.servers().getFirst();
      assertThat(server.appendOnly()).isEqualTo("yes");
      assertThat(server.appendFsync()).isEqualTo("everysec");
      assertThat(server.maxMemoryPolicy()).isEqualTo("noeviction");
      assertThat(server.version()).matches("\\d+\\.\\d+.*");
    }
  }

  private String firstUse() {
    try (var store = new TestStore(redis)) {
      return await(store.store.health()).storeId();
    }
  }

  private void assertRefusedAtStart(Map<String, Object> settings, String message) {
    try (var store = new TestStore(redis, settings)) {
      assertThat(failure(store.store.ready()))
          .isInstanceOf(StoreException.WrongStore.class)
          .hasMessageContaining(message);
      assertThat(failure(store.log().claim("p"))).isInstanceOf(StoreException.WrongStore.class);
    }
  }
}
