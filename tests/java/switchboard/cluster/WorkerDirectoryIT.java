package switchboard.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.v1.ConnectResponse;
import switchboard.v1.ListWorkerSessionsRequest;
import switchboard.v1.ListWorkerSessionsResponse;
import switchboard.v1.ListWorkersRequest;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.OperationsServiceGrpc.OperationsServiceBlockingStub;
import switchboard.v1.SessionPlace;
import switchboard.v1.WhereIsSessionRequest;
import switchboard.v1.Worker;
import switchboard.v1.WorkerSession;
import switchboard.worker.TestWorker;

/** Which workers the directory knows, and which sessions of theirs, on two nodes. */
@Timeout(120)
class WorkerDirectoryIT {
  private static final int SESSIONS = 12;
  private static TestCluster cluster;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<TestWorker> connected = new ArrayList<>();
  private final List<String> created = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    cluster =
        TestCluster.start(
            Additions.NONE,
            List.of(
                "switchboard.workers.agents.helper.turn-timeout = 80 s",
                // a session that sleeps has no turn at a worker
                "pekko.cluster.sharding.passivation.switchboard.idle-entity.timeout = 100 s"));
    Balance.await(cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @AfterEach
  void disconnect() {
    // what is open would be handed to the workers of the next test
    created.forEach(session -> cluster.client(0).closeSession(Talk.close(session, "end")));
    connected.forEach(TestWorker::close);
    soon().until(() -> workers(0).isEmpty());
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** What the directory promises. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(20));
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  private OperationsServiceBlockingStub operations(int node) {
    var address = cluster.node(node).operations();
    var channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
    channels.add(channel);
    return OperationsServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, SECONDS);
  }

  private List<Worker> workers(int asked) {
    var response = operations(asked).listWorkers(ListWorkersRequest.getDefaultInstance());
    assertThat(response.getSilentList()).isEmpty();
    return response.getWorkersList();
  }

  private Worker worker(int asked, String instance) {
    return workers(asked).stream()
        .filter(worker -> worker.getInstanceId().equals(instance))
        .findFirst()
        .orElseThrow();
  }

  private ListWorkerSessionsResponse ofWorker(int asked, String instance) {
    var name = "agents/helper/workers/" + instance;
    return operations(asked)
        .listWorkerSessions(ListWorkerSessionsRequest.newBuilder().setWorker(name).build());
  }

  private static Set<String> names(ListWorkerSessionsResponse response) {
    return response.getSessionsList().stream()
        .map(session -> session.getPlace().getName())
        .collect(Collectors.toSet());
  }

  private TestWorker connect(int node, String instance, int capacity) {
    var worker = TestWorker.silent(cluster.node(node).workers(), instance, capacity);
    connected.add(worker);
    eventually().until(worker::registered);
    return worker;
  }

  /** Sessions that have said something. */
  private List<String> sessions(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              var session = Talk.create(cluster.client(i % TestCluster.NODES), "helper");
              created.add(session);
              cluster.client(i % TestCluster.NODES).sendMessage(Talk.message(session, "hello"));
              return session;
            })
        .toList();
  }

  /**
   * The sessions that a worker was given turns of, each with its last attempt. That is 1 as a rule;
   * a node that had not heard of the worker yet hands a turn out again.
   */
  private static Map<String, Integer> given(TestWorker worker) {
    return worker.turns().stream()
        .collect(
            Collectors.toMap(
                ConnectResponse.Turn::getSession, ConnectResponse.Turn::getAttempt, Math::max));
  }

  private static String frontDoor(int node) {
    return "127.0.0.1:" + cluster.node(node).address().getPort();
  }

  @Test
  void everyWorkerIsListedWithItsNodeByWhateverNodeIsAsked() {
    var before = Instant.now().minusSeconds(1);
    connect(0, "one", 2);
    connect(1, "two", 7);
    for (int asked = 0; asked < TestCluster.NODES; asked++) {
      assertThat(workers(asked))
          .extracting(Worker::getName)
          .containsExactly("agents/helper/workers/one", "agents/helper/workers/two");
      var two = worker(asked, "two");
      assertThat(two.getAgent()).isEqualTo("helper");
      assertThat(two.getVersion()).isEqualTo("1.0");
      assertThat(two.getCapacity()).isEqualTo(7);
      assertThat(two.getHost()).isEqualTo("localhost");
      assertThat(two.getProcessId()).isEqualTo(42);
      assertThat(two.getNode().getFrontDoor()).isEqualTo(frontDoor(1));
      assertThat(two.getNode().getIncarnation()).startsWith(frontDoor(1) + "#");
      assertThat(two.getListener()).isEqualTo("127.0.0.1:" + cluster.node(1).workers().getPort());
      assertThat(Instant.ofEpochSecond(two.getConnectTime().getSeconds())).isAfter(before);
      assertThat(two.getDraining()).isFalse();
      assertThat(two.getTurnsGiven() + two.getTurnsWaiting()).isZero();
    }
  }

  @Test
  void workersAreListedPageByPage() {
    for (int i = 0; i < 5; i++) {
      connect(i % TestCluster.NODES, "w-" + i, 1);
    }
    var found = new ArrayList<String>();
    var token = "";
    do {
      var page =
          operations(0)
              .listWorkers(
                  ListWorkersRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      assertThat(page.getWorkersCount()).isLessThanOrEqualTo(2);
      page.getWorkersList().forEach(worker -> found.add(worker.getInstanceId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(found).containsExactly("w-0", "w-1", "w-2", "w-3", "w-4");
  }

  @Test
  void aWorkersSessionsAreThoseThatItHoldsTurnsOfAndStayWithItAfterwards() {
    var one = connect(0, "one", 100);
    var two = connect(1, "two", 100);
    var sessions = sessions(SESSIONS);
    eventually().until(() -> given(one).size() + given(two).size() == SESSIONS);
    for (var worker : List.of(one, two)) {
      var instance = worker == one ? "one" : "two";
      var given = given(worker);
      for (int asked = 0; asked < TestCluster.NODES; asked++) {
        var found = ofWorker(asked, instance);
        assertThat(names(found)).isEqualTo(given.keySet());
        assertThat(found.getSessionsList())
            .allSatisfy(session -> isHeldWhereItLives(session, given));
        assertThat(found.getWorkers(0).getTurnsGiven()).isEqualTo(given.size());
        assertThat(worker(asked, instance).getTurnsGiven()).isEqualTo(given.size());
      }
      worker.turns().forEach(turn -> worker.say(TestWorker.answer(turn, "hi")));
      soon()
          .untilAsserted(
              () ->
                  assertThat(ofWorker(0, instance).getSessionsList())
                      .hasSize(given.size())
                      .allMatch(session -> session.getStays() && session.getTurnsCount() == 0));
      assertThat(worker(1, instance).getTurnsGiven()).isZero();
    }
    assertThat(given(one).keySet()).doesNotContainAnyElementsOf(given(two).keySet());
    assertThat(sessions).hasSize(given(one).size() + given(two).size());
  }

  private void isHeldWhereItLives(WorkerSession session, Map<String, Integer> given) {
    var name = session.getPlace().getName();
    var place =
        operations(0).whereIsSession(WhereIsSessionRequest.newBuilder().setName(name).build());
    assertThat(session.getPlace().getState()).isEqualTo(SessionPlace.State.AWAKE);
    assertThat(session.getPlace().getNode()).isEqualTo(place.getNode());
    assertThat(session.getStays()).isTrue();
    assertThat(session.getTurnsList())
        .singleElement()
        .satisfies(
            turn -> {
              assertThat(turn.getTurn()).isEqualTo(2);
              assertThat(turn.getAttempt()).isEqualTo(given.get(name));
              assertThat(turn.getWaiting()).isFalse();
            });
  }

  @Test
  void whatWaitsForAFullWorkerIsToldApart() {
    var small = connect(0, "small", 1);
    sessions(3);
    eventually().until(() -> worker(1, "small").getTurnsWaiting() == 2);
    assertThat(worker(0, "small").getTurnsGiven()).isEqualTo(1);
    assertThat(ofWorker(1, "small").getSessionsList())
        .hasSize(3)
        .allMatch(WorkerSession::getStays)
        .filteredOn(session -> session.getTurns(0).getWaiting())
        .hasSize(2);
    small.say(TestWorker.answer(small.turns().getFirst(), "hi"));
    soon().until(() -> worker(1, "small").getTurnsWaiting() == 1);
  }

  @Test
  void aWorkersDeathShowsWithinASecondOnBothNodes() {
    var victim = connect(1, "victim", 100);
    var sessions = Set.copyOf(sessions(SESSIONS));
    eventually().until(() -> given(victim).keySet().equals(sessions));
    assertThat(names(ofWorker(0, "victim"))).isEqualTo(sessions);
    var before = given(victim);
    var heir = connect(0, "heir", 100);
    victim.close();
    for (int asked = 0; asked < TestCluster.NODES; asked++) {
      int node = asked;
      soon().until(() -> workers(node).size() == 1);
      assertThat(worker(node, "heir").getDraining()).isFalse();
      assertThatThrownBy(() -> ofWorker(node, "victim"))
          .satisfies(error -> assertThat(Talk.reason(error)).isEqualTo("WORKER_NOT_FOUND"));
    }
    eventually().until(() -> given(heir).keySet().equals(sessions));
    soon().until(() -> names(ofWorker(1, "heir")).equals(sessions));
    assertThat(ofWorker(1, "heir").getSessionsList())
        .allSatisfy(
            session -> {
              var name = session.getPlace().getName();
              assertThat(session.getStays()).isTrue();
              assertThat(session.getTurns(0).getAttempt())
                  .isEqualTo(given(heir).get(name))
                  .isGreaterThan(before.get(name));
            });
  }

  @Test
  void aWorkerThatLeavesIsListedAsDrainingAndNobodyStaysWithIt() {
    var leaver = connect(1, "leaver", 100);
    var session = sessions(1).getFirst();
    eventually().until(() -> given(leaver).containsKey(session));
    leaver.say(TestWorker.drain());
    soon().until(() -> worker(0, "leaver").getDraining());
    soon().until(() -> !ofWorker(0, "leaver").getSessions(0).getStays());
    assertThat(names(ofWorker(0, "leaver"))).containsExactly(session);
    assertThat(ofWorker(0, "leaver").getSessions(0).getTurnsCount()).isEqualTo(1);
    leaver.say(TestWorker.answer(leaver.turns().getFirst(), "bye"));
    soon().until(() -> workers(0).isEmpty());
  }

  @Test
  void aSessionsMoveShowsWithinASecond() throws Exception {
    var worker = connect(0, "steady", 100);
    var sessions = Set.copyOf(sessions(SESSIONS));
    eventually().until(() -> given(worker).keySet().equals(sessions));
    var before = given(worker);
    var moving =
        ofWorker(0, "steady").getSessionsList().stream()
            .map(WorkerSession::getPlace)
            .filter(place -> place.getNode().getFrontDoor().equals(frontDoor(1)))
            .map(SessionPlace::getName)
            .collect(Collectors.toSet());
    assertThat(moving).isNotEmpty();
    cluster.stopNode(1);
    try {
      // where they are now they have handed their turns out again
      eventually().until(() -> again(before, worker).containsAll(moving));
      soon()
          .untilAsserted(
              () -> {
                var found = ofWorker(0, "steady");
                assertThat(found.getSilentList()).isEmpty();
                assertThat(names(found)).isEqualTo(sessions);
                assertThat(again(before, worker)).isEqualTo(moving);
                assertThat(found.getSessionsList())
                    .allSatisfy(session -> isHere(session, given(worker)));
              });
    } finally {
      cluster.startNode(1);
      Balance.await(cluster);
    }
  }

  /** The sessions whose turns the worker was given once more. */
  private static Set<String> again(Map<String, Integer> before, TestWorker worker) {
    return given(worker).entrySet().stream()
        .filter(each -> each.getValue() > before.get(each.getKey()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static void isHere(WorkerSession session, Map<String, Integer> given) {
    var place = session.getPlace();
    assertThat(place.getNode().getFrontDoor()).isEqualTo(frontDoor(0));
    assertThat(session.getStays()).isTrue();
    assertThat(session.getTurnsList())
        .singleElement()
        .satisfies(turn -> assertThat(turn.getAttempt()).isEqualTo(given.get(place.getName())));
  }
}
