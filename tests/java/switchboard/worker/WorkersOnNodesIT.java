package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.fakes.TestSystems;
import switchboard.tls.Admission;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;

/** Workers on streams to two members of a cluster in one process. */
class WorkersOnNodesIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String SETTINGS =
      "switchboard.workers { heartbeat = 400 ms, heartbeat-timeout = 3 s, drain-time = 1 s,"
          + " stop-grace = 2 s, waiting-turns = 2 }";

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final List<ClusterWorkers> workers = new ArrayList<>();
  private final List<WorkerDoor> doors = new ArrayList<>();
  private final List<TestWorker> connected = new ArrayList<>();
  private final Map<TurnKey, List<WorkerNews>> news = new HashMap<>();

  @BeforeEach
  void start() {
    var config =
        ConfigFactory.parseString(SETTINGS)
            .withFallback(ConfigFactory.parseResources("workers.conf"))
            .resolve();
    for (int i = 0; i < 2; i++) {
      systems.add(TestSystems.member("workers"));
      var first = Cluster.get(systems.getFirst()).selfMember().address();
      Cluster.get(systems.get(i)).manager().tell(Join.create(first));
      var settings = WorkersSettings.from(config);
      workers.add(
          ClusterWorkers.start(systems.get(i), Set.of("helper"), settings, Clock.systemUTC()));
      doors.add(WorkerDoor.start(systems.get(i), workers.get(i), settings, Admission.ANYBODY));
    }
  }

  @AfterEach
  void stop() {
    connected.forEach(TestWorker::close);
    systems.forEach(ActorTestKit::shutdown);
  }

  @Test
  void aTurnGoesToAWorkerOfAnyNodeAndItsAnswerComesBack() {
    var worker = connect(1, "far", 5, turn -> List.of(delta(turn), answer(turn)));
    awaitKnown(1);
    assign(0, "s1", 1);
    await().atMost(LONG).until(() -> ended("s1", 1));
    assertThat(news("s1", 1))
        .extracting(each -> each.getClass().getSimpleName())
        .containsExactly("Taken", "Delta", "Answered");
    assertThat(news("s1", 1).getFirst()).isEqualTo(new WorkerNews.Taken(7, 1, "far"));
    var turn = worker.turns().getFirst();
    assertThat(turn.getSession()).isEqualTo("tenants/acme/sessions/s1");
    assertThat(turn.getUserMessage().getText()).isEqualTo("hello");
    assertThat(turn.getContext().getTurns(0).getText()).isEqualTo("hello");
    assertThat(turn.getSubject()).isEqualTo("partner-1");
    assertThat(workers.getFirst().connected())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.instance()).isEqualTo("far");
              assertThat(each.capacity()).isEqualTo(5);
              assertThat(each.processId()).isEqualTo(42);
              assertThat(each.node()).isEqualTo("127.0.0.1:" + doors.get(1).address().getPort());
            });
  }

  @Test
  void withoutAWorkerATurnIsLostAtOnce() {
    assign(0, "s1", 1);
    await().until(() -> lost("s1", 1, Reason.NO_WORKER));
  }

  @Test
  void sessionsAreSharedOutAndStayWithTheirWorkerFromBothNodes() {
    var one = connect(0, "one", 100, turn -> List.of(answer(turn)));
    var two = connect(1, "two", 100, turn -> List.of(answer(turn)));
    awaitKnown(2);
    for (int session = 0; session < 40; session++) {
      for (int attempt = 1; attempt <= 3; attempt++) {
        assign(attempt % 2, "s" + session, attempt);
      }
    }
    await().atMost(LONG).until(() -> one.turns().size() + two.turns().size() == 120);
    for (var worker : List.of(one, two)) {
      assertThat(worker.turns()).hasSizeGreaterThan(20);
      worker.turns().stream()
          .map(ConnectResponse.Turn::getSession)
          .distinct()
          .forEach(
              session ->
                  assertThat(worker.turns())
                      .filteredOn(turn -> turn.getSession().equals(session))
                      .hasSize(3));
    }
  }

  @Test
  void aSessionStaysWithItsWorkerWhenOthersCome() {
    connect(0, "first", 100, turn -> List.of(answer(turn)));
    awaitKnown(1);
    for (int session = 0; session < 20; session++) {
      assign(0, "s" + session, 1);
    }
    await().atMost(LONG).until(() -> ended("s19", 1));
    connect(0, "second", 100, turn -> List.of(answer(turn)));
    awaitKnown(2);
    for (int session = 0; session < 20; session++) {
      assign(0, "s" + session, 2);
    }
    for (int session = 0; session < 20; session++) {
      var name = "s" + session;
      await().atMost(LONG).until(() -> ended(name, 2));
      assertThat(news(name, 2)).contains(new WorkerNews.Taken(7, 2, "first"));
    }
  }

  @Test
  void whatAKilledWorkerHadIsLostAndOthersTakeIt() {
    var victim = connect(1, "victim", 5, _ -> List.of());
    awaitKnown(1);
    assign(0, "s1", 1);
    await().atMost(LONG).until(() -> victim.turns().size() == 1);
    connect(0, "heir", 5, turn -> List.of(answer(turn)));
    awaitKnown(2);
    victim.close();
    await().atMost(LONG).until(() -> lost("s1", 1, Reason.WORKER_LOST));
    assign(0, "s1", 2);
    await().atMost(LONG).until(() -> ended("s1", 2));
    assertThat(news("s1", 2)).contains(new WorkerNews.Taken(7, 2, "heir"));
  }

  @Test
  void aWorkerThatShowsNoLifeIsCutOffAndItsTurnsAreLost() throws Exception {
    var worker = connect(1, "dozy", 5, _ -> List.of());
    awaitKnown(1);
    assign(0, "s1", 1);
    await().atMost(LONG).until(() -> worker.turns().size() == 1);
    worker.sayNoMore();
    await().atMost(LONG).until(() -> lost("s1", 1, Reason.WORKER_STALLED));
    assertThat(worker.ended().get(10, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> workers.getFirst().connected().isEmpty());
  }

  @Test
  void aWorkerIsGivenNoMoreThanItTakesAndTheRestWaitsOrGoesToAnother() {
    var small = connect(0, "small", 1, _ -> List.of());
    awaitKnown(1);
    for (int session = 1; session <= 4; session++) {
      assign(1, "s" + session, 1);
    }
    // one is with it, two wait, one is too many
    await().atMost(LONG).until(() -> lost("s4", 1, Reason.NO_WORKER));
    assertThat(small.turns()).hasSize(1);
    small.say(answer(small.turns().getFirst()));
    await().atMost(LONG).until(() -> small.turns().size() == 2);
    connect(0, "other", 10, turn -> List.of(answer(turn)));
    awaitKnown(2);
    assign(1, "s5", 1);
    await().atMost(LONG).until(() -> ended("s5", 1));
    small.say(answer(small.turns().get(1)));
    await().atMost(LONG).until(() -> small.turns().size() == 3);
  }

  @Test
  void aLeavingWorkerFinishesWhatItHasAndGetsNothingMore() throws Exception {
    var worker = connect(0, "leaver", 5, _ -> List.of());
    awaitKnown(1);
    assign(1, "s1", 1);
    await().atMost(LONG).until(() -> worker.turns().size() == 1);
    worker.say(TestWorker.drain());
    await().until(() -> workers.get(1).connected().stream().allMatch(ConnectedWorker::draining));
    assign(1, "s2", 1);
    await().until(() -> lost("s2", 1, Reason.NO_WORKER));
    worker.say(answer(worker.turns().getFirst()));
    await().until(() -> ended("s1", 1));
    assertThat(worker.ended().get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aLeavingNodeSendsItsWorkersElsewhereWithTheAddress() throws Exception {
    var known = connect(0, "known", 5, _ -> List.of());
    awaitKnown(1);
    known.close();
    awaitKnown(0);
    var worker = connect(1, "mover", 5, _ -> List.of());
    awaitKnown(1);
    assign(0, "s1", 1);
    await().atMost(LONG).until(() -> worker.turns().size() == 1);
    var stopped = doors.get(1).stop().toCompletableFuture();
    await().until(() -> worker.heard().stream().anyMatch(ConnectResponse::hasDraining));
    var draining = worker.heard().getLast().getDraining();
    assertThat(draining.getAddressesList())
        .containsExactly("127.0.0.1:" + doors.get(0).address().getPort());
    var again = connect(0, "mover", 5, turn -> List.of(answer(turn)));
    await().until(again::registered);
    worker.say(answer(worker.turns().getFirst()));
    await().until(() -> ended("s1", 1));
    stopped.get(10, TimeUnit.SECONDS);
    assertThat(worker.ended().get(10, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.OK);
    assign(0, "s2", 1);
    await().until(() -> ended("s2", 1));
  }

  @Test
  void aWorkerThatRegistersAnewReplacesItsEarlierStreamOnAnotherNode() throws Exception {
    var before = connect(0, "same", 5, _ -> List.of());
    awaitKnown(1);
    var after = connect(1, "same", 5, turn -> List.of(answer(turn)));
    var end = before.ended().get(10, TimeUnit.SECONDS);
    assertThat(end.getCode()).isEqualTo(Status.Code.ABORTED);
    awaitKnown(1);
    assign(0, "s1", 1);
    await().until(() -> ended("s1", 1));
    assertThat(after.turns()).hasSize(1);
  }

  @Test
  void aCancelledTurnIsTakenFromItsWorker() {
    var worker = connect(1, "w", 1, _ -> List.of());
    awaitKnown(1);
    assign(0, "s1", 1);
    await().atMost(LONG).until(() -> news("s1", 1).size() == 1);
    workers.getFirst().cancel(assignment("s1", 1));
    await().until(() -> worker.heard().stream().anyMatch(ConnectResponse::hasCancel));
    worker.say(answer(worker.turns().getFirst()));
    assign(0, "s2", 1);
    await().atMost(LONG).until(() -> worker.turns().size() == 2);
    assertThat(news("s1", 1)).hasSize(1);
  }

  @Test
  void theTurnsOfANodeThatIsGoneAreLost() {
    connect(1, "w", 5, _ -> List.of());
    awaitKnown(1);
    assign(0, "s1", 1);
    await().atMost(LONG).until(() -> !news("s1", 1).isEmpty());
    var cluster = Cluster.get(systems.getFirst());
    cluster.manager().tell(new Down(Cluster.get(systems.get(1)).selfMember().address()));
    await().atMost(LONG).until(() -> lost("s1", 1, Reason.WORKER_LOST));
    assertThat(workers.getFirst().connected()).isEmpty();
  }

  @Test
  void badInputIsRefused() throws Exception {
    var mute = TestWorker.mute(address(0));
    mute.say(TestWorker.heartbeat());
    assertThat(mute.ended().get(10, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    var stranger = TestWorker.mute(address(0));
    stranger.say(TestWorker.register("nobody", "x", 1));
    assertThat(stranger.ended().get(10, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    var wordy =
        connect(0, "wordy", 1, turn -> List.of(TestWorker.answer(turn, "x".repeat(20_000))));
    awaitKnown(1);
    assign(0, "s1", 1);
    await().until(() -> lost("s1", 1, Reason.WORKER_FAILED));
    await().until(() -> wordy.heard().stream().anyMatch(ConnectResponse::hasRefused));
    var failing = connect(0, "failing", 1, turn -> List.of(TestWorker.failed(turn)));
    wordy.close();
    await().until(failing::registered);
    assign(0, "s2", 1);
    await().until(() -> lost("s2", 1, Reason.WORKER_FAILED));
    connected.addAll(List.of(mute, stranger));
  }

  private TestWorker connect(
      int node,
      String instance,
      int capacity,
      Function<ConnectResponse.Turn, List<ConnectRequest>> answering) {
    var worker = TestWorker.connect(address(node), instance, capacity, answering);
    connected.add(worker);
    return worker;
  }

  private InetSocketAddress address(int node) {
    return doors.get(node).address();
  }

  private void awaitKnown(int count) {
    await()
        .atMost(LONG)
        .until(() -> workers.stream().allMatch(each -> each.connected().size() == count));
  }

  private void assign(int node, String session, int attempt) {
    var turn = assignment(session, attempt);
    var list = new CopyOnWriteArrayList<WorkerNews>();
    Consumer<WorkerNews> listener = list::add;
    news.put(TurnKey.of(turn), list);
    workers.get(node).assign(turn, listener);
  }

  private static Assignment assignment(String session, int attempt) {
    return Turns.turn(session, attempt);
  }

  private List<WorkerNews> news(String session, int attempt) {
    return news.get(TurnKey.of(assignment(session, attempt)));
  }

  private boolean ended(String session, int attempt) {
    return news(session, attempt).stream().anyMatch(WorkerNews.Answered.class::isInstance);
  }

  private boolean lost(String session, int attempt, Reason reason) {
    return news(session, attempt).contains(new WorkerNews.Lost(7, attempt, reason));
  }

  private static ConnectRequest answer(ConnectResponse.Turn turn) {
    return TestWorker.answer(turn, "hi");
  }

  private static ConnectRequest delta(ConnectResponse.Turn turn) {
    return TestWorker.delta(turn, "h");
  }
}
