package switchboard.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.journal.TestStore.await;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.testkit.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.journal.Payloads.Payload;
import switchboard.local.RedisServer;

/** Replays and reads whose window touches events that were deleted, or never stored. */
class DeletedPrefixIT {
  private static RedisServer redis;
  private static TestStore node;
  private static int number;
  private String pid;

  @BeforeAll
  static void start() {
    redis = Redis.start();
    node = new TestStore(redis);
  }

  @AfterAll
  static void stop() {
    node.close();
    redis.close();
  }

  /** Five events, of which the first three are deleted. */
  @BeforeEach
  void write() {
    pid = "deleted-" + number++;
    long epoch = await(node.log().claim(pid)).epoch();
    for (long sequence = 1; sequence <= 5; sequence++) {
      await(node.log().append(new Batch(pid, sequence, List.of(event()), SideData.NONE), epoch));
    }
    await(node.log().deleteTo(pid, 3, Optional.empty()));
  }

  @Test
  void aWindowFromTheLastDeletedOneHasAllThatSurvive() {
    assertThat(replay(3, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(4L, 5L);
    assertThat(read(3, Long.MAX_VALUE, 10)).containsExactly(4L, 5L);
  }

  @Test
  void aWindowThatEndsWithinTheDeletedOnesIsEmpty() {
    assertThat(replay(1, 2, Long.MAX_VALUE)).isEmpty();
    assertThat(read(1, 2, 10)).isEmpty();
  }

  @Test
  void aWindowThatEndsAtTheLastDeletedOneIsEmpty() {
    assertThat(replay(1, 3, Long.MAX_VALUE)).isEmpty();
    assertThat(read(1, 3, 10)).isEmpty();
  }

  @Test
  void aWindowFromTheFirstSurvivorHasAllThatSurvive() {
    assertThat(replay(4, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(4L, 5L);
    assertThat(read(4, Long.MAX_VALUE, 10)).containsExactly(4L, 5L);
  }

  @Test
  void aWindowAcrossTheDeletedOnesHasTheSurvivorsWithinIt() {
    assertThat(replay(1, 4, Long.MAX_VALUE)).containsExactly(4L);
    assertThat(replay(1, Long.MAX_VALUE, 1)).containsExactly(4L);
    assertThat(read(1, 4, 10)).containsExactly(4L);
    assertThat(read(1, 5, 1)).containsExactly(4L);
  }

  @Test
  void aPageTellsWhatIsOldestAndLast() {
    var page = await(node.store.events(pid, 1, 10, 10));
    assertThat(page.oldestSequence()).isEqualTo(4);
    assertThat(page.lastSequence()).isEqualTo(5);
    await(node.log().deleteTo(pid, Long.MAX_VALUE, Optional.empty()));
    var emptied = await(node.store.events(pid, 1, 10, 10));
    assertThat(emptied.events()).isEmpty();
    assertThat(emptied.oldestSequence()).isEqualTo(6);
    assertThat(emptied.lastSequence()).isEqualTo(5);
    var never = await(node.store.events("never-written", 1, 10, 10));
    assertThat(never.oldestSequence()).isEqualTo(1);
    assertThat(never.lastSequence()).isZero();
  }

  @Test
  void deletingLessThanWasDeletedChangesNothing() {
    await(node.log().deleteTo(pid, 2, Optional.empty()));
    assertThat(read(1, 10, 10)).containsExactly(4L, 5L);
  }

  @Test
  void sequencesOfRejectedEventsAreSkippedAndDoNotShortenAPage() {
    long epoch = await(node.log().claim(pid)).epoch();
    var gaps = List.of(event(), new byte[0], new byte[0], event(), new byte[0], event());
    await(node.log().append(new Batch(pid, 6, gaps, SideData.NONE), epoch));
    assertThat(read(6, 100, 2)).containsExactly(6L, 9L);
    assertThat(read(7, 100, 2)).containsExactly(9L, 11L);
    assertThat(replay(4, Long.MAX_VALUE, 4)).containsExactly(4L, 5L, 6L, 9L);
  }

  @Test
  void aReplayLongerThanAPageIsWhole() {
    long epoch = await(node.log().claim(pid)).epoch();
    var many = LongStream.rangeClosed(6, 1205).mapToObj(_ -> event()).toList();
    await(node.log().append(new Batch(pid, 6, many, SideData.NONE), epoch));
    assertThat(replay(1, Long.MAX_VALUE, Long.MAX_VALUE))
        .containsExactlyElementsOf(LongStream.rangeClosed(4, 1205).boxed().toList());
  }

  private static byte[] event() {
    Payload payload = write("event");
    return new Element(payload, "writer", 1, "", Optional.empty()).write();
  }

  private static Payload write(String event) {
    try {
      return node.store.payloads().write(event);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Long> read(long from, long to, int max) {
    return await(node.store.events(pid, from, to, max)).events().stream()
        .map(StoredEvent::sequence)
        .toList();
  }

  private List<Long> replay(long from, long to, long max) {
    var probe = new TestProbe(node.system);
    ActorRef journal = Persistence.get(node.system).journalFor("", ConfigFactory.empty());
    journal.tell(new JournalProtocol.ReplayMessages(from, to, max, pid, probe.ref()), probe.ref());
    List<Long> sequences = new ArrayList<>();
    while (true) {
      switch (probe.expectMsgClass(JournalProtocol.Response.class)) {
        case JournalProtocol.ReplayedMessage one -> sequences.add(one.persistent().sequenceNr());
        case JournalProtocol.RecoverySuccess _ -> {
          return sequences;
        }
        default -> throw new AssertionError("the replay failed");
      }
    }
  }
}
