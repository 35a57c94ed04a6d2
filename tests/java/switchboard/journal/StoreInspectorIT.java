package switchboard.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;

import com.typesafe.config.Config;
import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.journal.KeyCensus.Kind;
import switchboard.journal.StoreFinding.Level;
import switchboard.journal.SubjectRecords.Wrapped;
import switchboard.local.RedisServer;

/** An operator's look at real servers. */
@Timeout(60)
class StoreInspectorIT {
  private static Config section(String uri, Map<String, Object> more) {
    return Redis.config(uri, more).getConfig("switchboard.redis");
  }

  private static List<StoreFinding> about(List<StoreFinding> all, String about) {
    return all.stream().filter(it -> it.about().equals(about)).toList();
  }

  @Test
  void lookingAtAStoreChangesNothing() {
    try (var redis = Redis.start();
        var inspector = new StoreInspector(section(redis.uri(), Map.of()))) {
      var empty = await(inspector.inspect());
      assertThat(empty.storeId()).isEmpty();
      assertThat(about(empty.findings(), "store"))
          .singleElement()
          .satisfies(it -> assertThat(it.level()).isEqualTo(Level.WARN));
      assertThat(keys(redis.uri())).as("the look has marked nothing").isZero();
      try (var store = new TestStore(redis)) {
        await(store.store.ready());
        await(store.store.subjects().open("subject|t/a", wrapped("k1"), Optional.empty()));
        var before = store.everything();
        var found = await(inspector.inspect());
        assertThat(found.storeId()).contains(await(store.store.health()).storeId());
        assertThat(found.findings())
            .filteredOn(it -> it.level() == Level.BAD)
            .as("all of it: " + found.findings())
            .isEmpty();
        assertThat(await(inspector.wrappings(1_000)).by()).isEqualTo(Map.of("k1", 1L));
        assertThat(await(inspector.census(10, 1_000_000, _ -> {})).whole()).isTrue();
        assertThat(store.everything()).isEqualTo(before);
      }
    }
  }

  /** Counted before any node's store connects, which marks it. */
  private static long keys(String uri) {
    var client = RedisClient.create(uri);
    try (var connection = client.connect()) {
      return connection.sync().dbsize();
    } finally {
      client.shutdown();
    }
  }

  private static Wrapped wrapped(String by) {
    return new Wrapped("sealed".getBytes(UTF_8), by);
  }

  @Test
  void aStoreThatNoNodeWouldTakeIsBad() {
    try (var redis = Redis.start()) {
      try (var store = new TestStore(redis)) {
        await(store.store.ready());
        store.raw().del("sb:{17}:id".getBytes(UTF_8));
      }
      try (var inspector = new StoreInspector(section(redis.uri(), Map.of()))) {
        var found = await(inspector.inspect());
        assertThat(found.storeId()).isEmpty();
        assertThat(about(found.findings(), "store").getFirst().evidence())
            .contains("lost a part of its keys");
      }
      var another = section(redis.uri(), Map.of("switchboard.redis.store-id", "another"));
      try (var inspector = new StoreInspector(another)) {
        assertThat(about(await(inspector.inspect()).findings(), "store").getFirst().evidence())
            .contains("another store");
      }
    }
  }

  @Test
  void keysAreCountedByKindAndThoseThatNeverExpireAreNamed() {
    try (var redis = Redis.start();
        var store = new TestStore(redis);
        var inspector = new StoreInspector(section(redis.uri(), Map.of()))) {
      await(store.store.ready());
      for (int i = 0; i < 30; i++) {
        var claim = await(store.log().claim("session|t/s" + i));
        await(store.log().append(batch("session|t/s" + i, 1, "an event"), claim.epoch()));
      }
      store.raw().set("stranger".getBytes(UTF_8), new byte[10]);
      List<Long> progress = new ArrayList<>();
      var census = await(inspector.census(5, 1_000_000, progress::add));
      assertThat(census.looked()).isEqualTo(store.raw().dbsize());
      var journals = kind(census, "e", "session");
      assertThat(journals.keys()).isEqualTo(30);
      assertThat(journals.sampled()).isEqualTo(5);
      assertThat(journals.bytes()).isBetween(30L * 50, 30L * 500);
      assertThat(journals.withoutExpiry()).as("these were given no expiry").isEqualTo(30);
      assertThat(journals.examples()).hasSize(5).allMatch(it -> it.contains(":e:session|t/s"));
      assertThat(kind(census, "id", "").keys()).isEqualTo(RedisStore.BUCKETS + 1);
      assertThat(kind(census, "id", "").withoutExpiry()).as("these never do").isZero();
      assertThat(kind(census, KeyCensus.OTHER, "").examples()).containsExactly("stranger");
      assertThat(census.usedBytes()).isGreaterThan(500_000);
      var bounded = await(inspector.census(5, 1, progress::add));
      assertThat(bounded.whole()).isFalse();
      assertThat(bounded.looked()).isLessThan(census.looked());
    }
  }

  private static Kind kind(KeyCensus census, String letter, String owner) {
    return census.kinds().stream()
        .filter(it -> it.letter().equals(letter) && it.owner().equals(owner))
        .findFirst()
        .orElseThrow(() -> new AssertionError(letter + " " + owner + " is not in " + census));
  }

  @Test
  void everyMasterOfAClusterIsLookedAt() {
    try (var cluster = RedisCluster.planned()) {
      cluster.start();
      Map<String, Object> mode = Map.of("switchboard.redis.mode", "cluster");
      var system = ActorSystem.create("store", Redis.config(cluster.uri(), mode));
      try (var inspector = new StoreInspector(section(cluster.uri(), mode))) {
        await(RedisStore.get(system).ready());
        var found = await(inspector.inspect());
        assertThat(found.storeId()).isPresent();
        assertThat(about(found.findings(), "cluster"))
            .hasSize(3)
            .allMatch(it -> it.evidence().equals("cluster ok, 16384 of 16384 slots served"));
        assertThat(about(found.findings(), "durability"))
            .extracting(it -> it.server().orElseThrow())
            .doesNotHaveDuplicates()
            .hasSize(3);
        var census = await(inspector.census(100, 1_000_000, _ -> {}));
        assertThat(kind(census, "id", "").keys()).isEqualTo(RedisStore.BUCKETS + 1);
      } finally {
        TestKit.shutdownActorSystem(system);
      }
    }
  }

  @Test
  void aStoreThatIsAwayIsUnavailable() {
    var section = section("redis://127.0.0.1:" + RedisServer.freePort(), Map.of());
    try (var inspector = new StoreInspector(section)) {
      assertThat(TestStore.failure(inspector.inspect()))
          .isInstanceOf(StoreException.Unavailable.class);
      assertThat(inspector.address()).startsWith("127.0.0.1:");
    }
  }
}
