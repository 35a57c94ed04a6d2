package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import switchboard.session.SessionId;

class RosterTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void everyNodeChoosesTheSameWorkerWhateverTheOrderItHeardOfThem() {
    var workers = new ArrayList<>(workers(20));
    var one = new Roster(workers);
    var other = new Roster(workers.reversed());
    for (int i = 0; i < 200; i++) {
      assertThat(one.choose("a", session(i), Set.of()))
          .isPresent()
          .isEqualTo(other.choose("a", session(i), Set.of()));
    }
  }

  @Test
  void aWorkerThatLeavesMovesOnlyItsOwnSessions() {
    var workers = workers(10);
    var before = new Roster(workers);
    var gone = workers.get(3);
    var after = new Roster(workers.stream().filter(worker -> worker != gone).toList());
    for (int i = 0; i < 500; i++) {
      var was = before.choose("a", session(i), Set.of()).orElseThrow();
      var is = after.choose("a", session(i), Set.of()).orElseThrow();
      assertThat(is == was).isEqualTo(was != gone);
      assertThat(before.choose("a", session(i), Set.of(gone.stream()))).contains(is);
    }
  }

  @Test
  void sessionsAreSpreadEvenly() {
    var roster = new Roster(workers(10));
    var counts = new HashMap<String, Integer>();
    for (int i = 0; i < 10_000; i++) {
      var chosen = roster.choose("a", session(i), Set.of()).orElseThrow();
      counts.merge(chosen.worker().instance(), 1, Integer::sum);
    }
    assertThat(counts.values()).hasSize(10).allMatch(count -> count > 850 && count < 1_150);
  }

  @Test
  void workersOfOtherAgentsAndThoseThatLeaveAreNotChosen() {
    var leaving = workers(1).getFirst().leaving();
    var roster = new Roster(List.of(leaving, worker("other", "x", 1)));
    assertThat(roster.choose("a", session(1), Set.of())).isEmpty();
    assertThat(roster.named("a", "worker-0")).isEmpty();
    assertThat(roster.choose("other", session(1), Set.of())).isPresent();
  }

  @Test
  void ofTwoStreamsOfOneWorkerTheLaterCounts() {
    var early = worker("a", "same", 1);
    var late = worker("a", "same", 2);
    for (var workers : List.of(List.of(early, late), List.of(late, early))) {
      var roster = new Roster(workers);
      assertThat(roster.choose("a", session(1), Set.of())).contains(late);
      assertThat(roster.named("a", "same")).contains(late);
    }
  }

  @Test
  void aWorkerThatRegistersAnewIsLaterThanBeforeWhateverTheClocksSay() {
    var before = worker("a", "same", 1_000);
    var after = worker("a", "same", 10).after(List.of(before, worker("a", "else", 5_000)));
    assertThat(after.since()).isEqualTo(1_001);
  }

  private static List<WorkerEntry> workers(int count) {
    return IntStream.range(0, count).mapToObj(i -> worker("a", "worker-" + i, 1)).toList();
  }

  private static WorkerEntry worker(String agent, String instance, long since) {
    return new WorkerEntry(
        new WorkerEntry.Introduction(agent, instance, "1", 1, "h", 1),
        false,
        since,
        KIT.spawn(Behaviors.<StreamMessage>ignore()));
  }

  private static SessionId session(int number) {
    return new SessionId("acme", "s" + number);
  }
}
