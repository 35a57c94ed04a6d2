package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.failure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.journal.SubjectRecords.State;
import switchboard.journal.SubjectRecords.Wrapped;
import switchboard.local.RedisServer;

class SubjectRecordsIT {
  private static final Wrapped FIRST = new Wrapped(new byte[] {0, 1, -1}, "k1");
  private static final Wrapped SECOND = new Wrapped(new byte[] {9, 9}, "k2");

  private static RedisServer redis;
  private static TestStore store;
  private static SubjectRecords subjects;

  @BeforeAll
  static void start() {
    redis = Redis.start();
    store = new TestStore(redis);
    subjects = store.store.subjects();
  }

  @AfterAll
  static void stop() {
    store.close();
    redis.close();
  }

  @Test
  void theFirstKeyStaysAndEveryMemberIsEntered() {
    var made = await(subjects.open("subject|a/1", FIRST, Optional.of("s2")));
    assertThat(made.state()).isEqualTo(State.ACTIVE);
    assertThat(made.key().orElseThrow().key()).isEqualTo(FIRST.key());

    var found = await(subjects.open("subject|a/1", SECOND, Optional.of("s1")));
    assertThat(found.key().orElseThrow().key()).isEqualTo(FIRST.key());
    assertThat(found.key().orElseThrow().by()).isEqualTo("k1");
    await(subjects.open("subject|a/1", SECOND, Optional.empty()));

    assertThat(await(subjects.members("subject|a/1", "", 10))).containsExactly("s1", "s2");
    assertThat(await(subjects.members("subject|a/1", "s1", 10))).containsExactly("s2");
    assertThat(await(subjects.members("subject|a/1", "", 1))).containsExactly("s1");
    await(subjects.removeMember("subject|a/1", "s1"));
    await(subjects.removeMember("subject|a/1", "s1"));
    assertThat(await(subjects.members("subject|a/1", "", 10))).containsExactly("s2");
  }

  @Test
  void noKeyIsHandedOutFromTheMarkOn() {
    await(subjects.open("subject|a/2", FIRST, Optional.of("s")));
    assertThat(await(subjects.markErasing("subject|a/2"))).isEqualTo(State.ERASING);

    var refused = await(subjects.open("subject|a/2", SECOND, Optional.of("late")));
    assertThat(refused.state()).isEqualTo(State.ERASING);
    assertThat(refused.key()).isEmpty();
    assertThat(await(subjects.members("subject|a/2", "", 10))).containsExactly("s");
    assertThat(await(subjects.read("subject|a/2")).key()).isPresent();
  }

  @Test
  void aDestroyedKeyIsGoneForEverAndTheRecordStays() {
    await(subjects.open("subject|a/3", FIRST, Optional.empty()));
    assertThat(failure(subjects.destroy("subject|a/3"))).isInstanceOf(IllegalStateException.class);
    await(subjects.markErasing("subject|a/3"));
    await(subjects.destroy("subject|a/3"));
    await(subjects.destroy("subject|a/3"));

    assertThat(await(subjects.read("subject|a/3")))
        .isEqualTo(new SubjectRecords.SubjectRecord(State.ERASED, Optional.empty()));
    assertThat(await(subjects.open("subject|a/3", SECOND, Optional.empty())).state())
        .isEqualTo(State.ERASED);
    assertThat(await(subjects.markErasing("subject|a/3"))).isEqualTo(State.ERASED);
    assertThat(store.everything().entrySet())
        .filteredOn(entry -> entry.getKey().endsWith("subject|a/3"))
        .hasSize(1)
        .allMatch(entry -> !entry.getValue().contains("107, 49"));
  }

  @Test
  void aSubjectThatWasNeverSeenCanBeErasedAhead() {
    assertThat(await(subjects.read("subject|a/4")).state()).isEqualTo(State.NONE);
    assertThat(await(subjects.markErasing("subject|a/4"))).isEqualTo(State.ERASING);
    await(subjects.destroy("subject|a/4"));
    assertThat(await(subjects.open("subject|a/4", FIRST, Optional.empty())).state())
        .isEqualTo(State.ERASED);
  }

  @Test
  void aWrappingIsReplacedOnlyIfItIsTheOneThatWasRead() {
    await(subjects.open("subject|a/5", FIRST, Optional.empty()));
    assertThat(await(subjects.rewrap("subject|a/5", SECOND, new Wrapped(bytes("x"), "k3"))))
        .isFalse();
    assertThat(await(subjects.rewrap("subject|a/5", FIRST, SECOND))).isTrue();
    assertThat(await(subjects.rewrap("subject|a/5", FIRST, SECOND))).isTrue();
    assertThat(await(subjects.read("subject|a/5")).key().orElseThrow().by()).isEqualTo("k2");
    await(subjects.markErasing("subject|a/5"));
    await(subjects.destroy("subject|a/5"));
    assertThat(await(subjects.rewrap("subject|a/5", SECOND, FIRST))).isFalse();
    assertThat(await(subjects.read("subject|a/5")).key()).isEmpty();
  }

  @Test
  void anEmptiedStoreIsRefused() {
    try (var other = Redis.start();
        var emptied = new TestStore(other)) {
      await(emptied.store.ready());
      emptied.raw().flushall();
      var records = emptied.store.subjects();
      assertThat(failure(records.open("subject|a/1", FIRST, Optional.of("s"))))
          .isInstanceOf(StoreException.WrongStore.class);
      assertThat(failure(records.markErasing("subject|a/1")))
          .isInstanceOf(StoreException.WrongStore.class);
      assertThat(emptied.everything()).isEmpty();
    }
  }

  @Test
  void theWalkMeetsEverySubjectOfEveryMasterAndNothingElse() {
    try (var cluster = RedisCluster.planned()) {
      cluster.start();
      var system =
          ActorSystem.create(
              "store", Redis.config(cluster.uri(), Map.of("switchboard.redis.mode", "cluster")));
      try {
        var records = RedisStore.get(system).subjects();
        var expected = new HashSet<String>();
        var opened = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 1_500; i++) {
          expected.add("subject|acme/p-" + i);
          opened.add(
              records.open("subject|acme/p-" + i, FIRST, Optional.of("s")).toCompletableFuture());
        }
        opened.forEach(TestStore::await);
        await(RedisStore.get(system).putIndex("k:subject|", "m", bytes("v")));
        List<String> met = Collections.synchronizedList(new ArrayList<>());
        long count =
            await(
                records.walk(
                    "subject|",
                    names -> {
                      met.addAll(names);
                      return CompletableFuture.completedStage(null);
                    }));
        assertThat(count).isEqualTo(met.size());
        assertThat(new HashSet<>(met)).isEqualTo(expected);
      } finally {
        TestKit.shutdownActorSystem(system);
      }
    }
  }
}
