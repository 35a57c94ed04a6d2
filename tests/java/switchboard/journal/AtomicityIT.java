package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static switchboard.journal.Keys.bytes;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;
import static switchboard.journal.TestStore.failure;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.local.RedisServer;

class AtomicityIT {
  private static final Instant DUE = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final Instant EXPIRY = Instant.parse("2099-01-01T00:00:00Z");

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
  void anAppendChangesEverythingTogether() {
    long epoch = await(one.log().claim("all")).epoch();
    await(one.log().append(full("all", 1), epoch));

    assertThat(one.stored("all")).containsExactly("a", "b");
    var document = await(one.store.document("all")).orElseThrow();
    assertThat(document.version()).isEqualTo(2);
    assertThat(document.sections()).containsOnlyKeys("goal");
    int bucket = RedisStore.bucketOf("all");
    assertThat(await(one.store.dueDeadlines(bucket, DUE, 10)))
        .containsExactly(new DueDeadline("all", "turn", DUE));
    assertThat(await(one.store.dueDeadlines(bucket, DUE.minusMillis(1), 10))).isEmpty();
    var outbox = await(one.store.outbox(bucket, 10));
    assertThat(outbox).extracting(item -> new String(item.entry())).containsExactly("x", "y");
    var keys = new Keys("sb").of("all");
    for (byte[] key : List.of(keys.document(), keys.events())) {
      assertThat(one.raw().pttl(key)).isPositive();
    }

    await(one.store.removeFromOutbox(bucket, outbox.stream().map(OutboxItem::id).toList()));
    await(one.store.removeFromOutbox(bucket, outbox.stream().map(OutboxItem::id).toList()));
    assertThat(await(one.store.outbox(bucket, 10))).isEmpty();
  }

  @Test
  void theDocumentsVersionFollowsEveryAppendAndItsSectionsCanGo() {
    long epoch = await(one.log().claim("doc")).epoch();
    await(one.log().append(batch("doc", 1, "a"), epoch));
    assertThat(await(one.store.document("doc"))).isEmpty();
    await(
        one.log().append(withSections("doc", 2, Map.of("p", bytes("1"), "q", bytes("2"))), epoch));
    await(one.log().append(batch("doc", 3, "c"), epoch));
    assertThat(await(one.store.document("doc")).orElseThrow().version()).isEqualTo(3);
    await(one.log().append(withSections("doc", 4, Map.of("p", new byte[0])), epoch));
    var document = await(one.store.document("doc")).orElseThrow();
    assertThat(document.version()).isEqualTo(4);
    assertThat(document.sections()).containsOnlyKeys("q");
  }

  @Test
  void deadlinesMoveAndClear() {
    long epoch = await(one.log().claim("dl")).epoch();
    int bucket = RedisStore.bucketOf("dl");
    await(one.log().append(withDeadlines("dl", 1, new DeadlineChange.Set("t", DUE)), epoch));
    var later = DUE.plusSeconds(5);
    await(one.log().append(withDeadlines("dl", 2, new DeadlineChange.Set("t", later)), epoch));
    assertThat(await(one.store.dueDeadlines(bucket, later, 10)))
        .containsExactly(new DueDeadline("dl", "t", later));
    await(one.log().append(withDeadlines("dl", 3, new DeadlineChange.Clear("t")), epoch));
    assertThat(await(one.store.dueDeadlines(bucket, later, 10))).isEmpty();
  }

  @Test
  void keysThatComeAfterTheExpiryWasSetExpireToo() {
    long epoch = await(one.log().claim("ttl")).epoch();
    var expiring = new SideData(Map.of(), List.of(), List.of(), Optional.of(EXPIRY));
    await(one.log().append(new Batch("ttl", 1, List.of(bytes("a")), expiring), epoch));
    await(one.log().deleteTo("ttl", 1, Optional.of(epoch)));
    await(one.log().append(withSections("ttl", 2, Map.of("p", bytes("1"))), epoch));
    var snapshot = new SnapshotLog.Snapshot(2, 1, bytes("s"));
    await(one.store.snapshots().save("ttl", snapshot, Optional.of(epoch), true, 8));
    var keys = new Keys("sb").of("ttl");
    for (byte[] key : List.of(keys.document(), keys.events(), keys.snapshots())) {
      assertThat(one.raw().pttl(key)).isPositive();
    }
  }

  @Test
  void anAppendOfAStaleEpochChangesNothing() {
    long stale = await(one.log().claim("stale")).epoch();
    await(one.log().append(full("stale", 1), stale));
    await(one.log().claim("stale"));
    assertRefused(full("stale", 3), stale, StoreException.Fenced.class);
    // Not even the very batch that was stored under that claim.
    assertRefused(full("stale", 1), stale, StoreException.Fenced.class);
  }

  @Test
  void anAppendAtAWrongSequenceChangesNothing() {
    long epoch = await(one.log().claim("seq")).epoch();
    await(one.log().append(full("seq", 1), epoch));
    assertRefused(full("seq", 2), epoch, StoreException.Fenced.class);
    assertRefused(full("seq", 4), epoch, StoreException.Fenced.class);
    assertRefused(batch("seq", 1, "a", "other"), epoch, StoreException.Fenced.class);
    assertRefused(batch("seq", 2, "b", "c"), epoch, StoreException.Fenced.class);
  }

  @Test
  void anAppendToAnotherStoreChangesNothing() {
    long epoch = await(one.log().claim("other")).epoch();
    byte[] marker = new Keys("sb").of("other").marker();
    byte[] id = one.raw().get(marker);
    one.raw().set(marker, bytes("another"));
    assertRefused(full("other", 1), epoch, StoreException.WrongStore.class);
    one.raw().set(marker, id);
    await(one.log().append(full("other", 1), epoch));
  }

  @Test
  void anAppendThatMeetsAKeyOfAnotherTypeChangesNothing() {
    for (String kind : List.of("e", "c", "d", "o")) {
      String pid = "type-" + kind;
      var keys = new Keys("sb").of(pid);
      long epoch = await(one.log().claim(pid)).epoch();
      byte[] key =
          switch (kind) {
            case "e" -> keys.events();
            case "c" -> keys.document();
            case "d" -> keys.deadlines();
            default -> keys.outbox();
          };
      one.raw().del(key);
      one.raw().set(key, bytes("in the way"));
      assertRefused(full(pid, 1), epoch, IllegalStateException.class);
      one.raw().del(key);
    }
  }

  @Test
  void theIdenticalBatchAgainIsASuccessAndHappensOnce() {
    long epoch = await(one.log().claim("again")).epoch();
    await(one.log().append(full("again", 1), epoch));
    await(one.log().append(full("again", 3), epoch));
    var before = one.everything();
    await(one.log().append(full("again", 1), epoch));
    await(one.log().append(full("again", 3), epoch));
    assertThat(one.everything()).isEqualTo(before);
    await(one.log().deleteTo("again", 3, Optional.of(epoch)));
    var trimmed = one.everything();
    await(one.log().append(full("again", 1), epoch));
    await(one.log().append(full("again", 3), epoch));
    assertThat(one.everything()).isEqualTo(trimmed);
  }

  @Test
  void sideDataOfABatchIsPutTogetherInOrder() {
    var merged =
        Batch.merge(
            List.of(
                new SideData(
                    Map.of("p", bytes("1")),
                    List.of(new DeadlineChange.Set("t", DUE)),
                    List.of(bytes("x")),
                    Optional.of(DUE)),
                SideData.NONE,
                new SideData(
                    Map.of("p", bytes("2")),
                    List.of(new DeadlineChange.Clear("t")),
                    List.of(bytes("y")),
                    Optional.empty())));
    assertThat(merged.sections().get("p")).isEqualTo(bytes("2"));
    assertThat(merged.deadlines()).containsExactly(new DeadlineChange.Clear("t"));
    assertThat(merged.outbox()).hasSize(2);
    assertThat(merged.expireAt()).contains(DUE);
  }

  @Test
  void aSectionCannotTakeTheStoresOwnPlaces() {
    for (String name : Batch.RESERVED) {
      assertThatThrownBy(() -> withSections("v", 1, Map.of(name, bytes("9"))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aDocumentIsItsSectionsAndNothingOfTheStores() {
    long epoch = await(one.log().claim("bare")).epoch();
    await(one.log().append(full("bare", 1), epoch));
    assertThat(await(one.store.document("bare")).orElseThrow().sections()).containsOnlyKeys("goal");
    await(one.log().append(withSections("bare", 3, Map.of("goal", new byte[0])), epoch));
    assertThat(await(one.store.document("bare"))).isEmpty();
  }

  @Test
  void indexesAscendAndReplace() {
    for (String member : List.of("b", "a", "c", "b")) {
      await(one.store.putIndex("tenant|acme", member, bytes(member + "!")));
    }
    await(one.store.putIndex("tenant|acme", "b", bytes("new")));
    var first = await(one.store.index("tenant|acme", "", 2));
    assertThat(first).extracting(IndexEntry::member).containsExactly("a", "b");
    assertThat(first.get(1).value()).isEqualTo(bytes("new"));
    assertThat(await(one.store.index("tenant|acme", "b", 2)))
        .extracting(IndexEntry::member)
        .containsExactly("c");
  }

  @Test
  void indexEntriesAreTakenByTheirWholeMemberOnly() {
    var values = Map.of("a", new byte[] {0, 1, 2}, "a!", new byte[0], "ab", new byte[] {1});
    for (var entry : values.entrySet()) {
      await(one.store.putIndex("near", entry.getKey(), entry.getValue()));
    }
    var all = await(one.store.index("near", "", 9));
    assertThat(all).extracting(IndexEntry::member).containsExactly("a", "a!", "ab");
    assertThat(all).allSatisfy(it -> assertThat(it.value()).isEqualTo(values.get(it.member())));

    await(one.store.putIndex("near", "a", new byte[] {9}));
    await(one.store.removeIndex("near", "a!"));
    await(one.store.removeIndex("near", "a!"));
    assertThat(await(one.store.index("near", "", 9)))
        .extracting(IndexEntry::member)
        .containsExactly("a", "ab");
    assertThat(await(one.store.index("near", "", 1)).getFirst().value()).containsExactly(9);
    assertThatThrownBy(() -> one.store.putIndex("near", "a\0b", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeadlineIsMovedByWhoeverWasToldOfItUnlessItMovedMeanwhile() {
    long epoch = await(one.log().claim("mv")).epoch();
    int bucket = RedisStore.bucketOf("mv");
    var later = DUE.plusSeconds(5);
    var told = new DueDeadline("mv", "t", DUE);
    await(one.log().append(withDeadlines("mv", 1, new DeadlineChange.Set("t", DUE)), epoch));
    await(one.store.moveDeadline(told, later));
    assertThat(await(one.store.dueDeadlines(bucket, DUE, 10))).isEmpty();
    var moved = new DueDeadline("mv", "t", later);
    assertThat(await(one.store.dueDeadlines(bucket, later, 10))).containsExactly(moved);

    await(one.store.moveDeadline(told, DUE.plusSeconds(9)));
    assertThat(await(one.store.dueDeadlines(bucket, later, 10))).containsExactly(moved);
    await(one.store.clearDeadline(moved));
    await(one.store.moveDeadline(moved, DUE));
    assertThat(await(one.store.dueDeadlines(bucket, later, 10))).isEmpty();
  }

  private static void assertRefused(Batch batch, long epoch, Class<? extends Throwable> why) {
    var before = one.everything();
    assertThat(failure(one.log().append(batch, epoch))).isInstanceOf(why);
    assertThat(one.everything()).isEqualTo(before);
  }

  private static Batch full(String pid, long first) {
    return new Batch(
        pid,
        first,
        List.of(bytes("a"), bytes("b")),
        new SideData(
            Map.of("goal", bytes("g" + first)),
            List.of(new DeadlineChange.Set("turn", DUE)),
            List.of(bytes("x"), bytes("y")),
            Optional.of(EXPIRY)));
  }

  private static Batch withSections(String pid, long first, Map<String, byte[]> sections) {
    var side = new SideData(sections, List.of(), List.of(), Optional.empty());
    return new Batch(pid, first, List.of(bytes("e")), side);
  }

  private static Batch withDeadlines(String pid, long first, DeadlineChange change) {
    var side = new SideData(Map.of(), List.of(change), List.of(), Optional.empty());
    return new Batch(pid, first, List.of(bytes("e")), side);
  }
}
