package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.TestStore.await;
import static switchboard.journal.TestStore.batch;
import static switchboard.journal.TestStore.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.testkit.TestProbe;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;
import switchboard.local.RedisServer;

class FencingIT {
  private static RedisServer redis;
  private static TestStore one;
  private static TestStore two;

  @BeforeAll
  static void start() {
    redis = Redis.start();
    one = new TestStore(redis);
    two = new TestStore(redis);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    redis.close();
  }

  @Test
  void theFirstIsRefusedFromTheMomentTheSecondOnAnotherNodeClaims() {
    var first = new Writer(one, "nodes");
    var second = new Writer(two, "nodes");
    assertThat(first.recover()).isZero();
    first.write(1, "a").expectStored();
    assertThat(second.recover()).isEqualTo(1);
    long refusedBefore = one.store.fencedCount();
    first.write(2, "lost").expectFenced();
    assertThat(one.store.fencedCount()).isEqualTo(refusedBefore + 1);
    second.write(2, "b").expectStored();
    first.write(3, "lost").expectFenced();
    assertThat(events("nodes")).containsExactly("a", "b");
  }

  @Test
  void theFirstIsRefusedFromTheMomentTheSecondOnTheSameNodeClaims() {
    var first = new Writer(one, "same");
    var second = new Writer(one, "same");
    first.recover();
    first.write(1, "a").expectStored();
    second.recover();
    first.write(2, "lost").expectFenced();
    second.write(2, "b").expectStored();
    first.write(3, "lost").expectFenced();
    assertThat(events("same")).containsExactly("a", "b");
  }

  @Test
  void anIncarnationThatRecoversAgainIsTheCurrentOneAgain() {
    var first = new Writer(one, "again");
    var second = new Writer(two, "again");
    first.recover();
    second.recover();
    first.recover();
    second.write(1, "lost").expectFenced();
    first.write(1, "a").expectStored();
    assertThat(events("again")).containsExactly("a");
  }

  @Test
  void aWriterThatNeverRecoveredClaimsOnceAndIsFencedLikeAnyOther() {
    var first = new Writer(one, "probe");
    var second = new Writer(two, "probe");
    first.write(1, "a").expectStored();
    second.recover();
    first.write(2, "lost").expectFenced();
    first.write(2, "lost").expectFenced();
    second.write(2, "b").expectStored();
    assertThat(events("probe")).containsExactly("a", "b");
  }

  @Test
  void readersDoNotClaim() {
    var first = new Writer(one, "read");
    first.recover();
    await(two.store.events("read", 1, 10, 10));
    await(two.store.document("read"));
    first.write(1, "a").expectStored();
  }

  @Test
  void deletionsAndSnapshotsOfAFencedWriterAreRefused() {
    var first = new Writer(one, "del");
    var second = new Writer(two, "del");
    first.recover();
    first.write(1, "a").expectStored();
    first.saveSnapshot(1).expectMsgClass(SaveSnapshotSuccess.class);
    second.recover();
    first.delete(1).expectMsgClass(DeleteMessagesFailure.class);
    first.saveSnapshot(1).expectMsgClass(SaveSnapshotFailure.class);
    assertThat(events("del")).containsExactly("a");
    // Pekko deletes behind a failed save; what stands at that sequence must survive it.
    second.saveSnapshot(1).expectMsgClass(SaveSnapshotSuccess.class);
    first.saveSnapshot(1).expectMsgClass(SaveSnapshotFailure.class);
    var bounds = new SnapshotLog.Bounds(0, 10, 0, Long.MAX_VALUE);
    assertThat(await(two.store.snapshots().load("del", bounds))).isPresent();
    second.delete(1).expectMsgClass(DeleteMessagesSuccess.class);
  }

  @Test
  void aSnapshotAheadOfTheJournalIsRefused() {
    var first = new Writer(one, "ahead");
    first.recover();
    first.write(1, "a").expectStored();
    first.saveSnapshot(2).expectMsgClass(SaveSnapshotFailure.class);
  }

  @Test
  void writersAreForgottenWhenTheyStop() {
    int before = one.store.writers().size();
    var first = new Writer(one, "forget");
    first.recover();
    assertThat(one.store.writers().size()).isEqualTo(before + 1);
    one.system.stop(first.probe.ref());
    Awaitility.await().until(() -> one.store.writers().size() == before);
  }

  @Test
  void theClaimOfAnIdNeverWrittenGoesAwayByItself() {
    await(one.log().claim("nobody"));
    assertThat(one.raw().pttl(new Keys("sb").of("nobody").document())).isPositive();
    long epoch = await(one.log().claim("nobody")).epoch();
    await(one.log().append(batch("nobody", 1, "a"), epoch));
    assertThat(one.raw().pttl(new Keys("sb").of("nobody").document())).isNegative();
  }

  @Test
  void anEpochThatExpiredDoesNotComeBack() {
    long old = await(one.log().claim("expired")).epoch();
    one.raw().del(new Keys("sb").of("expired").document());
    assertThat(failure(one.log().append(batch("expired", 1, "a"), old)))
        .isInstanceOf(StoreException.Fenced.class);
    await(two.log().claim("expired"));
    assertThat(failure(one.log().append(batch("expired", 1, "a"), old)))
        .isInstanceOf(StoreException.Fenced.class);
  }

  /** Incarnations on two nodes claim and write as they like; each knows only its own answers. */
  @RepeatedTest(5)
  void everyAcknowledgedAppendIsInTheJournalAndNothingIsHalfWritten() throws Exception {
    long seed = System.nanoTime();
    String pid = "race-" + seed;
    Map<String, Long> acknowledged = new ConcurrentHashMap<>();
    List<Callable<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      var node = i % 2 == 0 ? one : two;
      var random = new Random(seed + i);
      String name = "w" + i;
      writers.add(
          () -> {
            for (int life = 0; life < 15; life++) {
              live(node, pid, name + "." + life, random, acknowledged);
            }
            return null;
          });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(writers)) {
        done.get();
      }
    }
    var stored = one.stored(pid);
    assertThat(acknowledged).as("seed %d", seed).isNotEmpty();
    acknowledged.forEach(
        (event, sequence) ->
            assertThat(stored.get((int) (sequence - 1))).as("seed %d", seed).isEqualTo(event));
    assertThat(stored).as("seed %d", seed).hasSize(acknowledged.size()).doesNotHaveDuplicates();
    assertThat(await(one.store.document(pid)).orElseThrow().version()).isEqualTo(stored.size());
  }

  private static void live(
      TestStore node, String pid, String name, Random random, Map<String, Long> acknowledged) {
    var claim = await(node.log().claim(pid));
    long next = claim.last() + 1;
    int writes = 1 + random.nextInt(8);
    for (int i = 0; i < writes; i++) {
      String first = name + "-" + i + "a";
      String second = name + "-" + i + "b";
      var side =
          new SideData(Map.of("last", Keys.bytes(second)), List.of(), List.of(), Optional.empty());
      var batch = new Batch(pid, next, List.of(Keys.bytes(first), Keys.bytes(second)), side);
      try {
        await(node.log().append(batch, claim.epoch()));
      } catch (CompletionException refused) {
        assertThat(StoreErrors.unwrap(refused)).isInstanceOf(StoreException.Fenced.class);
        return;
      }
      acknowledged.put(first, next);
      acknowledged.put(second, next + 1);
      next += 2;
    }
  }

  private static List<Object> events(String pid) {
    return await(one.store.events(pid, 1, Long.MAX_VALUE, 100)).events().stream()
        .map(StoredEvent::event)
        .toList();
  }

  /** Talks to the journal as a persistent actor does. */
  private static final class Writer {
    final TestProbe probe;
    private final TestStore node;
    private final String pid;

    Writer(TestStore node, String pid) {
      this.node = node;
      this.pid = pid;
      this.probe = new TestProbe(node.system);
    }

    long recover() {
      journal()
          .tell(
              new JournalProtocol.ReplayMessages(1, Long.MAX_VALUE, 0, pid, probe.ref()),
              probe.ref());
      return probe.expectMsgClass(JournalProtocol.RecoverySuccess.class).highestSequenceNr();
    }

    Writer write(long sequence, String event) {
      var repr =
          PersistentRepr.apply(event, sequence, pid, "", false, ActorRef.noSender(), "writer");
      journal()
          .tell(
              new JournalProtocol.WriteMessages(
                  CollectionConverters.asScala(List.<PersistentEnvelope>of(AtomicWrite.apply(repr)))
                      .toList(),
                  probe.ref(),
                  1),
              probe.ref());
      return this;
    }

    void expectStored() {
      probe.expectMsg(JournalProtocol.WriteMessagesSuccessful$.MODULE$);
      probe.expectMsgClass(JournalProtocol.WriteMessageSuccess.class);
    }

    void expectFenced() {
      var failed = probe.expectMsgClass(JournalProtocol.WriteMessagesFailed.class);
      // The reason itself, because actors decide by its type.
      assertThat(failed.cause()).isInstanceOf(StoreException.Fenced.class);
      probe.expectMsgClass(JournalProtocol.WriteMessageFailure.class);
    }

    TestProbe delete(long to) {
      journal().tell(new JournalProtocol.DeleteMessagesTo(pid, to, probe.ref()), probe.ref());
      return probe;
    }

    TestProbe saveSnapshot(long sequence) {
      Persistence.get(node.system)
          .snapshotStoreFor("", com.typesafe.config.ConfigFactory.empty())
          .tell(
              new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata(pid, sequence, 0L), "state"),
              probe.ref());
      return probe;
    }

    private ActorRef journal() {
      return Persistence.get(node.system).journalFor("", com.typesafe.config.ConfigFactory.empty());
    }
  }
}
