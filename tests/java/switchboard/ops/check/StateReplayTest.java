package switchboard.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import switchboard.ops.FakeAgents;
import switchboard.ops.FakeCluster;
import switchboard.ops.client.FrontDoors;
import switchboard.ops.replay.Corpus.Dialogue;
import switchboard.ops.replay.Corpus.Frame;
import switchboard.ops.replay.Corpus.UserTurn;
import switchboard.tls.ClientTls;
import switchboard.v1.Context;
import switchboard.v1.Event;
import switchboard.v1.Slot;

class StateReplayTest {
  private static final Frame TRAIN =
      new Frame("Trains_1", "FindTrains", List.of(), Map.of("to", List.of("Pune")));
  private static final Frame TRAIN_AT =
      new Frame(
          "Trains_1",
          "FindTrains",
          List.of("price"),
          Map.of("to", List.of("Pune"), "time", List.of("2 pm", "14:00"), "class", List.of()));
  private static final Frame WEATHER =
      new Frame("Weather_1", "NONE", List.of(), Map.of("city", List.of("Pune", "पुणे")));

  @Test
  void findsNoDifferenceWhereThereIsNone() throws Exception {
    var report = check(UnaryOperator.identity());
    assertThat(report.differences()).isEmpty();
    assertThat(report.counts())
        .containsEntry("dialogues", 6L)
        .containsEntry("dialoguesPlayed", 6L)
        .containsEntry("userTurns", 24L)
        .containsEntry("sessionsReadAgain", 6L)
        .containsEntry("earlierStatesCompared", 6L)
        .containsEntry("conflicts", 0L);
    assertThat(report.counts().get("secondWriterChanges")).isGreaterThanOrEqualTo(6);
    assertThat(report.json()).contains("\"userTurns\":24", "\"differences\":[]");
    assertThat(report.text()).contains("user turns");
  }

  @Test
  void waitsForWorkersAndCountsWhatTheyDid() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents.worker(1));
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var report = replay(doors, "", () -> {}).check(dialogues());
      assertThat(report.differences()).isEmpty();
      assertThat(report.counts())
          .containsEntry("turnsOfWorkers", 18L)
          .containsEntry("turnsHandedOutAgain", 18L)
          .containsEntry("workersThatAnswered", 1L);
      // after the message and its goals, once more after the answer, and when read again
      assertThat(report.counts().get("statesCompared")).isGreaterThanOrEqualTo(24 + 18 + 6);
    }
  }

  @Test
  void noticesATurnThatIsAnsweredTwice() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents.worker(2));
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      assertThat(replay(doors, "", () -> {}).check(dialogues()).differences())
          .anySatisfy(difference -> assertThat(difference).contains("ends without being open"))
          .anySatisfy(difference -> assertThat(difference).contains("the replies"));
    }
  }

  @Test
  void noticesASessionOfAnotherAgent() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents::parrot);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var report =
          replay(doors, "idle", () -> cluster.tamper(events -> events.set(0, ofAnother(events))))
              .check(dialogues());
      assertThat(report.differences())
          .hasSize(6)
          .allSatisfy(
              difference ->
                  assertThat(difference)
                      .endsWith("the agents of creations: [other] instead of [parrot]"));
    }
  }

  private static Event ofAnother(List<Event> events) {
    var created = events.getFirst().getSessionCreated().toBuilder().setAgent("other");
    return events.getFirst().toBuilder().setSessionCreated(created).build();
  }

  @Test
  void noticesAChangedSlot() throws Exception {
    var report =
        check(
            context ->
                context.getGoal().containsSlots("time")
                    ? change(context, slot -> slot.toBuilder().setAlternatives(0, "15:00").build())
                    : context);
    assertThat(report.differences())
        .anySatisfy(
            difference ->
                assertThat(difference)
                    .contains("Trains_1: slot time: [2 pm, 15:00] instead of [2 pm, 14:00]"));
  }

  @Test
  void noticesALostSuspendedGoal() throws Exception {
    var report = check(context -> context.toBuilder().clearSuspendedGoals().build());
    assertThat(report.differences())
        .anySatisfy(
            difference ->
                assertThat(difference).contains("turn 3", "0 goals of Trains_1 instead of 1"));
  }

  @Test
  void noticesAWrongVersionAndALostChangeOfTheSecondWriter() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents::parrot);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var late =
          replay(doors, "idle", () -> cluster.tamperContexts(StateReplayTest::behind))
              .check(dialogues());
      assertThat(late.differences())
          .anySatisfy(difference -> assertThat(difference).contains("version 1 after"))
          .anySatisfy(
              difference ->
                  assertThat(difference).contains("the second writer's count is 0 after"));
    }
  }

  @Test
  void noticesADoubledEvent() throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents::parrot);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      var report =
          replay(
                  doors,
                  "idle",
                  () -> cluster.tamper(events -> events.add(events.size(), events.getLast())))
              .check(dialogues());
      assertThat(report.differences())
          .hasSizeGreaterThanOrEqualTo(6)
          .anySatisfy(difference -> assertThat(difference).contains("the sequence at place"));
    }
  }

  private static Context behind(Context context) {
    return context.toBuilder().setVersion(1).clearFacts().build();
  }

  private static Context change(Context context, UnaryOperator<Slot> how) {
    var goal = context.getGoal();
    return context.toBuilder()
        .setGoal(goal.toBuilder().putSlots("time", how.apply(goal.getSlotsOrThrow("time"))).build())
        .build();
  }

  private static StateReport check(UnaryOperator<Context> tampering) throws Exception {
    try (var cluster = new FakeCluster(2, FakeAgents::parrot);
        var doors = new FrontDoors(cluster.addresses(), ClientTls.PLAIN)) {
      cluster.tamperContexts(tampering);
      return replay(doors, "", () -> {}).check(dialogues());
    }
  }

  /** Does something when the check says that it has come to where a word stands. */
  private static StateReplay replay(FrontDoors doors, String word, Runnable then) {
    var options = new StateReplay.Options("parrot", 4, 0, Duration.ZERO, 1, Optional.empty());
    return new StateReplay(
        doors,
        Optional.empty(),
        options,
        said -> {
          if (!word.isEmpty() && said.contains("left the memory")) {
            then.run();
          }
        });
  }

  private static List<Dialogue> dialogues() {
    var dialogues = new ArrayList<Dialogue>();
    for (int i = 0; i < 6; i++) {
      dialogues.add(
          new Dialogue(
              "d" + i,
              List.of(
                  new UserTurn("to Pune", List.of(TRAIN)),
                  new UserTurn("at 2 pm, and the price?", List.of(TRAIN_AT)),
                  new UserTurn("and the weather?", List.of(WEATHER)),
                  new UserTurn(" ", List.of(TRAIN, WEATHER)))));
    }
    return dialogues;
  }
}
