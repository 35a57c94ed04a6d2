package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.agent.AgentAnswer;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;

class HandedOutTurnsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Instant NOW = Turns.NOW;

  private record Sent(ActorRef<StreamMessage> to, StreamMessage message) {}

  private final List<Sent> sent = new ArrayList<>();
  private final List<WorkerNews> news = new ArrayList<>();
  private final HandedOutTurns turns =
      new HandedOutTurns(
          (to, message) -> sent.add(new Sent(to, message)),
          KIT.spawn(Behaviors.<DeskMessage>ignore()),
          2_000);
  private final WorkerEntry one = worker("one");
  private final WorkerEntry two = worker("two");
  private final Roster both = new Roster(List.of(one, two));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aTurnThatIsDeclinedGoesToTheNextAndWaitsWhenAllAreFull() {
    assign("s", 1, both);
    var first = sent.getFirst().to();
    decline("s", 1, false);
    assertThat(sent.get(1).to()).isNotEqualTo(first);
    assertThat(assigned(1).mayWait()).isFalse();
    decline("s", 1, false);
    assertThat(sent.get(2).to()).isEqualTo(first);
    assertThat(assigned(2).mayWait()).isTrue();
    decline("s", 1, false);
    assertThat(news).containsExactly(lost(1, Reason.NO_WORKER));
    assertThat(turns.size()).isZero();
  }

  @Test
  void aTurnIsNotOfferedAgainToAWorkerThatLeaves() {
    assign("s", 1, new Roster(List.of(one)));
    turns.declined(new DeskMessage.Declined(key("s", 1), true), new Roster(List.of(one)), NOW);
    assertThat(sent).hasSize(1);
    assertThat(news).containsExactly(lost(1, Reason.NO_WORKER));
  }

  @Test
  void aTurnThatNoWorkerHasHeardOfInTimeIsLost() {
    assign("s", 1, both);
    turns.tick(NOW.plusSeconds(2));
    assertThat(news).isEmpty();
    turns.tick(NOW.plusSeconds(3));
    assertThat(news).containsExactly(lost(1, Reason.WORKER_LOST));
  }

  @Test
  void anAcceptedTurnIsNotLostByWaiting() {
    assign("s", 1, both);
    turns.accepted(key("s", 1));
    turns.tick(NOW.plusSeconds(3));
    assertThat(news).isEmpty();
  }

  @Test
  void anAnswerThatComesAfterTheLossStillReachesTheSession() {
    assign("s", 1, both);
    turns.gone(_ -> true);
    var answer = new WorkerNews.Answered(7, 1, "one", AgentAnswer.say("late"));
    turns.news(key("s", 1), answer);
    turns.news(key("s", 1), answer);
    assertThat(news).containsExactly(lost(1, Reason.WORKER_LOST), answer);
  }

  @Test
  void aCancelledTurnIsTakenFromItsWorkerAndNothingMoreIsToldOfIt() {
    assign("s", 1, both);
    turns.cancel(key("s", 1));
    assertThat(sent.get(1).message()).isEqualTo(new StreamMessage.Cancel(key("s", 1)));
    turns.news(key("s", 1), new WorkerNews.Taken(7, 1, "one"));
    turns.gone(_ -> true);
    assertThat(news).isEmpty();
  }

  @Test
  void aTurnIsForgottenWhenItsTimeIsOver() {
    turns.assign(Turns.turn("s", 1, NOW.plusSeconds(10)), news::add, both, NOW);
    turns.accepted(key("s", 1));
    turns.tick(NOW.plusSeconds(11));
    assertThat(turns.size()).isZero();
    assertThat(sent.getLast().message()).isInstanceOf(StreamMessage.Cancel.class);
  }

  @Test
  void aSessionStaysWithItsWorkerWhenOthersComeAndGoesOnWhenItLeaves() {
    assign("s", 1, new Roster(List.of(one)));
    var all = new ArrayList<>(List.of(one));
    for (int i = 0; i < 50; i++) {
      all.add(worker("more-" + i));
    }
    assign("s", 2, new Roster(all));
    assertThat(sent.get(1).to()).isEqualTo(one.stream());
    all.remove(one);
    assign("s", 3, new Roster(all));
    var heir = sent.get(2).to();
    all.add(one);
    assign("s", 4, new Roster(all));
    assertThat(sent.get(3).to()).isEqualTo(heir);
  }

  @Test
  void aSessionThatFailsToListenDoesNotHarmTheOthers() {
    turns.assign(
        Turns.turn("bad", 1),
        _ -> {
          throw new IllegalStateException("it stopped");
        },
        both,
        NOW);
    assign("good", 1, both);
    turns.gone(_ -> true);
    assertThat(news).containsExactly(lost(1, Reason.WORKER_LOST));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverHappensATurnIsLostOrAnsweredAtMostOnceAndNoneStaysBehind(long seed) {
    var random = new Random(seed);
    Map<TurnKey, List<WorkerNews>> told = new HashMap<>();
    var keys = new ArrayList<TurnKey>();
    for (int step = 0; step < 2_000; step++) {
      var roster = random.nextInt(10) == 0 ? Roster.EMPTY : both;
      var key = keys.isEmpty() ? key("none", 1) : keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          var turn = Turns.turn("s" + step, 1, NOW.plusSeconds(random.nextInt(60)));
          keys.add(TurnKey.of(turn));
          told.put(TurnKey.of(turn), new ArrayList<>());
          turns.assign(turn, told.get(TurnKey.of(turn))::add, roster, NOW);
        }
        case 2 -> turns.accepted(key);
        case 3 -> turns.declined(new DeskMessage.Declined(key, random.nextBoolean()), roster, NOW);
        case 4 -> turns.news(key, new WorkerNews.Answered(7, 1, "one", AgentAnswer.NOTHING));
        case 5 -> turns.news(key, new WorkerNews.Taken(7, 1, "one"));
        case 6 -> turns.gone(one.stream()::equals);
        default -> turns.cancel(key);
      }
    }
    turns.tick(NOW.plusSeconds(61));
    assertThat(turns.size()).isZero();
    assertThat(told.values())
        .allSatisfy(
            each -> {
              assertThat(each).filteredOn(WorkerNews.Answered.class::isInstance).hasSizeLessThan(2);
              assertThat(each).filteredOn(WorkerNews.Lost.class::isInstance).hasSizeLessThan(2);
            });
  }

  private void assign(String session, int attempt, Roster roster) {
    turns.assign(Turns.turn(session, attempt), news::add, roster, NOW);
  }

  private void decline(String session, int attempt, boolean leaving) {
    turns.declined(new DeskMessage.Declined(key(session, attempt), leaving), both, NOW);
  }

  private StreamMessage.Assign assigned(int at) {
    return (StreamMessage.Assign) sent.get(at).message();
  }

  private static TurnKey key(String session, int attempt) {
    return TurnKey.of(Turns.turn(session, attempt));
  }

  private static WorkerNews lost(int attempt, Reason reason) {
    return new WorkerNews.Lost(7, attempt, reason);
  }

  private static WorkerEntry worker(String instance) {
    return new WorkerEntry(
        new WorkerEntry.Introduction("helper", instance, "1", 1, "h", 1),
        false,
        1,
        KIT.spawn(Behaviors.<StreamMessage>ignore()));
  }
}
