package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.fakes.FakeWorkers;
import switchboard.v1.Event;
import switchboard.v1.Event.TurnEnded.Outcome;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.WhenBusy;

/** Turns that workers answer, on two nodes over a real store. */
class WorkerTurnsIT {
  private static final FakeWorkers WORKERS = new FakeWorkers();
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        TestCluster.start(
            new Additions(List.of(), List.of(), Optional.of(WORKERS)),
            List.of("switchboard.workers.agents.concierge.turn-timeout = 40 s"));
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  private static SendMessageRequest message(String session, String text, WhenBusy whenBusy) {
    return Talk.message(session, text, UUID.randomUUID().toString()).toBuilder()
        .setWhenBusy(whenBusy)
        .build();
  }

  private static FakeWorkers.Task task(String session, long turn, int attempt) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                WORKERS.tasks().stream()
                    .filter(task -> session.endsWith("/" + task.turn().session()))
                    .filter(task -> task.turn().turn() == turn)
                    .filter(task -> task.turn().attempt() >= attempt)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Event ended(int node, String session, long turn) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                Talk.events(cluster.client(node), session).stream()
                    .filter(event -> event.hasTurnEnded() && event.getTurn() == turn)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void aWorkersAnswerReachesTheSessionWhereverItLives() {
    for (int i = 0; i < 4; i++) {
      var session = Talk.create(cluster.client(0), "concierge");
      long turn = cluster.client(1).sendMessage(Talk.message(session, "hello")).getSequence();
      var open = cluster.client(0).getContext(Talk.context(session)).getAgent().getOpenTurnsList();
      assertThat(open).hasSize(1);
      task(session, turn, 1).answer("w1", AgentAnswer.say("hi"));
      var end = ended(0, session, turn).getTurnEnded();
      assertThat(end.getOutcome()).isEqualTo(Outcome.ANSWERED);
      assertThat(end.getWorker()).isEqualTo("w1");
    }
  }

  @Test
  void aSecondMessageFollowsItsPolicy() {
    var client = cluster.client(0);
    var session = Talk.create(client, "concierge");
    client.sendMessage(message(session, "where is", WhenBusy.ENQUEUE));
    client.sendMessage(message(session, "my order?", WhenBusy.MERGE));
    assertThatThrownBy(() -> client.sendMessage(message(session, "now!", WhenBusy.REJECT)))
        .satisfies(error -> assertThat(Talk.reason(error)).isEqualTo("SESSION_BUSY"));
    assertThat(ended(0, session, 2).getTurnEnded().getOutcome()).isEqualTo(Outcome.MERGED);
    client.sendMessage(message(session, "never mind", WhenBusy.INTERRUPT));
    assertThat(ended(0, session, 4).getTurnEnded().getOutcome()).isEqualTo(Outcome.INTERRUPTED);
    task(session, 7, 1).answer("w1", AgentAnswer.say("All right."));
    assertThat(ended(0, session, 7).getTurnEnded().getOutcome()).isEqualTo(Outcome.ANSWERED);
  }

  @Test
  void whenANodeStopsAnotherOneHandsOutItsOpenTurnsWithoutTraffic() throws Exception {
    var sessions =
        List.of(
            Talk.create(cluster.client(0), "concierge"),
            Talk.create(cluster.client(0), "concierge"),
            Talk.create(cluster.client(0), "concierge"),
            Talk.create(cluster.client(0), "concierge"));
    for (var session : sessions) {
      cluster.client(0).sendMessage(Talk.message(session, "hello"));
      task(session, 2, 1);
    }
    var on = cluster.client(0).getContext(Talk.context(sessions.getFirst())).getAgent().getNode();
    int stopped = on.endsWith(":" + cluster.node(1).address().getPort()) ? 1 : 0;
    int left = 1 - stopped;
    cluster.stopNode(stopped);
    var again = task(sessions.getFirst(), 2, 2);
    again.answer("w2", AgentAnswer.say("here I am"));
    var end = ended(left, sessions.getFirst(), 2).getTurnEnded();
    assertThat(end.getAttempt()).isEqualTo(again.turn().attempt());
    task(sessions.getFirst(), 2, 1).answer("w1", AgentAnswer.say("too late"));
    assertThat(Talk.events(cluster.client(left), sessions.getFirst()))
        .filteredOn(Event::hasAgentMessage)
        .hasSize(1);
    cluster.startNode(stopped);
  }
}
