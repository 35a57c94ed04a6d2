package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;
import static switchboard.journal.TestStore.failure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What belongs to the store beside Pekko's plugins, on three masters in cluster mode. */
class ClusteredStoreIT {
  private static final Instant DUE = Instant.ofEpochMilli(1_700_000_000_000L);

  private static RedisCluster redis;
  private static ActorSystem system;
  private static RedisStore store;

  @BeforeAll
  static void start() {
    redis = RedisCluster.planned();
    redis.start();
    system =
        ActorSystem.create(
            "store", Redis.config(redis.uri(), Map.of("switchboard.redis.mode", "cluster")));
    store = RedisStore.get(system);
  }

  @AfterAll
  static void stop() {
    TestKit.shutdownActorSystem(system);
    redis.close();
  }

  @Test
  void everyMasterIsAsked() {
    assertThat(await(store.health()).servers())
        .hasSize(3)
        .allMatch(server -> server.maxMemoryPolicy().equals("noeviction"));
  }

  @Test
  void theMastersSayWhatTimeItIs() {
    assertThat(await(store.time())).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
  }

  @Test
  void appendsReachEveryKindOfKeyInEverySlot() {
    for (int i = 0; i < 100; i++) {
      String pid = "session|acme/" + i;
      var side =
          new SideData(
              Map.of("goal", bytes("g")),
              List.of(new DeadlineChange.Set("turn", DUE)),
              List.of(bytes("x")),
              Optional.of(Instant.parse("2099-01-01T00:00:00Z")));
      long epoch = await(store.log().claim(pid)).epoch();
      await(store.log().append(new Batch(pid, 1, List.of(bytes("e")), side), epoch));
      assertThat(await(store.document(pid)).orElseThrow().version()).isEqualTo(1);
      int bucket = RedisStore.bucketOf(pid);
      assertThat(await(store.dueDeadlines(bucket, DUE, 1000)))
          .contains(new DueDeadline(pid, "turn", DUE));
      var outbox = await(store.outbox(bucket, 1000));
      assertThat(outbox).isNotEmpty();
      await(store.removeFromOutbox(bucket, outbox.stream().map(OutboxItem::id).toList()));
      await(store.putIndex("tenant|" + i, "a", bytes("1")));
      assertThat(await(store.index("tenant|" + i, "", 10))).hasSize(1);
    }
  }

  @Test
  void anOldClaimIsRefused() {
    long old = await(store.log().claim("p")).epoch();
    await(store.log().claim("p"));
    assertThat(failure(store.log().append(batch("p", 1, "a"), old)))
        .isInstanceOf(StoreException.Fenced.class);
  }

  @Test
  void transactionsReachTheMasterOfEverySlot() {
    for (int i = 0; i < 100; i++) {
      var name = "subject|acme/" + i;
      for (int version = 1; version <= 2; version++) {
        var text = bytes(Integer.toString(version));
        assertThat(
                await(
                    store
                        .transactions()
                        .attempt(
                            name,
                            _ -> new Transactions.Decision.Write<>(text, Optional.empty(), "w"))))
            .isEqualTo(new Transactions.Outcome.Done<>("w"));
      }
      assertThat(await(store.transactions().read(name))).contains(bytes("2"));
    }
  }

  @Test
  void aSlotThatHasMovedIsFoundAtItsNewMaster() {
    var name = "subject|acme/moved";
    await(store.transactions().attempt(name, _ -> write("1")));
    redis.moveSlot(io.lettuce.core.cluster.SlotHash.getSlot(new Keys("sb").versioned(name)));
    assertThat(await(store.transactions().attempt(name, _ -> write("2"))))
        .isEqualTo(new Transactions.Outcome.Done<>("2"));
    assertThat(await(store.transactions().read(name))).contains(bytes("2"));
  }

  private static Transactions.Decision<String> write(String text) {
    return new Transactions.Decision.Write<>(bytes(text), Optional.empty(), text);
  }
}
