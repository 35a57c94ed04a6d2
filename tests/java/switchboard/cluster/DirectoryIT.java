package switchboard.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.cluster.sharding.DDataShardCoordinator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import switchboard.simulators.Dials;
import switchboard.simulators.Latency;
import switchboard.simulators.Order;
import switchboard.v1.ExplainSessionRequest;
import switchboard.v1.ListNodesRequest;
import switchboard.v1.ListSubjectSessionsRequest;
import switchboard.v1.Node;
import switchboard.v1.OperationsServiceGrpc;
import switchboard.v1.OperationsServiceGrpc.OperationsServiceBlockingStub;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionPlace;
import switchboard.v1.SessionPlace.State;
import switchboard.v1.WhereIsSessionRequest;

/** Who the directory says handles a session, compared with who answers for it. */
@Timeout(120)
class DirectoryIT {
  private static final int SESSIONS = 200;
  private static final Metadata.Key<String> ANSWERED_BY =
      Metadata.Key.of("switchboard-node", Metadata.ASCII_STRING_MARSHALLER);

  private static final Map<String, ManagedChannel> CHANNELS = new HashMap<>();

  /** Four shards move away from the node that leaves, while it serves the rest. */
  private static final String A_FEW_MOVE =
      "session: Starting rebalance for shards \\[\\d+,\\d+,\\d+,\\d+]\\. .*";

  /** All that are left move, since the node is gone in a moment. */
  private static final String ALL_MOVE = "session: Starting shutting down shards";

  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(Additions.NONE, List.of("pekko.loglevel = INFO"));
    Balance.await(cluster);
  }

  @AfterAll
  static void stop() throws Exception {
    CHANNELS.values().forEach(ManagedChannel::shutdownNow);
    cluster.close();
  }

  private static OperationsServiceBlockingStub operations(int node) {
    var address = cluster.node(node).operations();
    var channel =
        CHANNELS.computeIfAbsent(
            address.toString(),
            _ -> NettyChannelBuilder.forAddress(address).usePlaintext().build());
    return OperationsServiceGrpc.newBlockingStub(channel).withDeadlineAfter(10, SECONDS);
  }

  private static SessionPlace where(int asked, String session) {
    return operations(asked)
        .whereIsSession(WhereIsSessionRequest.newBuilder().setName(session).build());
  }

  private static List<Node> nodes(int asked) {
    return operations(asked).listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
  }

  /** Says something and returns who answered. */
  private static String truth(int called, String session) {
    var trailers = new AtomicReference<Metadata>();
    cluster
        .client(called)
        .withInterceptors(
            MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers))
        .sendMessage(Talk.message(session, "hello"));
    return trailers.get().get(ANSWERED_BY);
  }

  private static List<String> sessions(int count) {
    var sessions = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      sessions.add(Talk.create(cluster.client(i % TestCluster.NODES), "echo"));
    }
    return sessions;
  }

  @Test
  void theDirectoryIsRightAboutEverySession() {
    var holders = new HashSet<String>();
    var sessions = sessions(SESSIONS);
    for (int i = 0; i < SESSIONS; i++) {
      var session = sessions.get(i);
      var answered = truth(i % TestCluster.NODES, session);
      var place = where((i / 2) % TestCluster.NODES, session);
      assertThat(place.getState()).isEqualTo(State.AWAKE);
      assertThat(place.getNode().getIncarnation()).isEqualTo(answered);
      assertThat(place.getWriterEpoch()).isPositive();
      assertThat(place.getLastSequence()).isGreaterThan(2);
      assertThat(place.getOutdatedList()).isEmpty();
      assertThat(place.getSilentList()).isEmpty();
      holders.add(answered);
    }
    assertThat(holders).hasSize(TestCluster.NODES);
  }

  @Test
  void everyNodeIsListedWithWhatItCounts() {
    var session = sessions(1).getFirst();
    for (int asked = 0; asked < TestCluster.NODES; asked++) {
      int node = asked;
      // again if the session fell asleep in between, which it does soon
      await().untilAsserted(() -> nodesAreListed(node, session));
    }
  }

  private static void nodesAreListed(int asked, String session) {
    truth(0, session);
    var place = where(0, session);
    var nodes = nodes(asked);
    assertThat(nodes).hasSize(TestCluster.NODES);
    assertThat(nodes)
        .allSatisfy(
            node -> {
              assertThat(node.getStatus()).isEqualTo("UP");
              assertThat(node.getReachable()).isTrue();
              assertThat(node.getAnswered()).isTrue();
              assertThat(node.getIdentity().getProcessId())
                  .isEqualTo(ProcessHandle.current().pid());
            });
    var holder =
        nodes.stream()
            .filter(node -> node.getIdentity().equals(place.getNode()))
            .findFirst()
            .orElseThrow();
    assertThat(holder.getSessionShardsList()).contains(place.getShard());
    assertThat(holder.getSessionsAwake()).isPositive();
  }

  @Test
  void aSessionThatSleepsIsFoundAndNotWoken() {
    var session = sessions(1).getFirst();
    truth(0, session);
    var awake = where(0, session);
    // asking all the time does not keep it awake either
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> where(1, session).getState() == State.ASLEEP);
    for (int i = 0; i < 20; i++) {
      var asleep = where(i % TestCluster.NODES, session);
      assertThat(asleep.getState()).isEqualTo(State.ASLEEP);
      assertThat(asleep.getNode()).isEqualTo(awake.getNode());
      assertThat(asleep.getShard()).isEqualTo(awake.getShard());
      assertThat(asleep.getLastSequence()).isEqualTo(awake.getLastSequence());
      assertThat(asleep.hasAwakeTime()).isFalse();
    }
    assertThat(explain(session, false).getLife())
        .isEqualTo(SessionExplanation.Life.LIFE_UNSPECIFIED);
    assertThat(explain(session, true).getLife()).isEqualTo(SessionExplanation.Life.OPEN);
    var woken = where(0, session);
    assertThat(woken.getState()).isEqualTo(State.AWAKE);
    assertThat(woken.getWriterEpoch()).isGreaterThan(awake.getWriterEpoch());
  }

  private static SessionExplanation explain(String session, boolean wake) {
    return operations(0)
        .explainSession(ExplainSessionRequest.newBuilder().setName(session).setWake(wake).build());
  }

  @Test
  void whatWasNeverThereIsNowhere() {
    var nobody = Talk.TENANT + "/sessions/nobody-" + UUID.randomUUID();
    assertThatThrownBy(() -> where(0, nobody))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("NOT_FOUND");
    assertThatThrownBy(() -> cluster.client(0).getSession(Talk.get(nobody)))
        .hasMessageContaining("NOT_FOUND");
    assertThatThrownBy(() -> where(1, nobody)).hasMessageContaining("NOT_FOUND");
  }

  @Test
  void attachedStreamsAreNamedWithTheNodeTheyCame() {
    var session = sessions(1).getFirst();
    var events = cluster.client(1).subscribe(Talk.subscribe(session, 0));
    events.next();
    var second =
        nodes(0).stream()
            .map(Node::getIdentity)
            .filter(node -> node.getFrontDoor().endsWith(":" + cluster.node(1).address().getPort()))
            .findFirst()
            .orElseThrow();
    assertThat(where(0, session).getStreamsList())
        .singleElement()
        .satisfies(stream -> assertThat(stream.getAddress()).isEqualTo(second.getAddress()));
    truth(0, session);
    assertThat(events.next()).isNotNull();
  }

  @Test
  void aSessionThatWaitsForASagaSaysForWhich() throws Exception {
    cluster.dial("order", Dials.NEUTRAL.withLatency(new Latency(3_000, 3_000)));
    try {
      var order = cluster.order("WAIT", Order.Status.DELIVERED);
      var session = Talk.create(cluster.client(0), "delivery");
      cluster
          .client(0)
          .sendMessage(Talk.message(session, "What's the status of order " + order + "?"));
      await().until(() -> steps(explain(session, false)) > 0);
      var pending = explain(session, false).getPending(0);
      assertThat(pending.getSaga().getType()).isEqualTo("order_status");
      assertThat(pending.getSaga().getSteps(0).hasDue()).isTrue();
      assertThat(pending.hasQuestion()).isFalse();
    } finally {
      cluster.dial("order", Dials.NEUTRAL);
    }
  }

  private static int steps(SessionExplanation explanation) {
    return explanation.getPendingList().stream()
        .mapToInt(pending -> pending.getSaga().getStepsCount())
        .sum();
  }

  @Test
  void aSubjectsSessionsAreListedPageByPage() {
    var sessions = new HashSet<>(sessions(5));
    var found = new HashSet<String>();
    var token = "";
    do {
      var page =
          operations(1)
              .listSubjectSessions(
                  ListSubjectSessionsRequest.newBuilder()
                      .setSubject(Talk.TENANT + "/subjects/partner-1042")
                      .setPageSize(3)
                      .setPageToken(token)
                      .build());
      page.getSessionsList().forEach(place -> found.add(place.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(found).containsAll(sessions);
  }

  @Test
  void afterANodeHasLeftTheDirectoryIsRight() throws Exception {
    var sessions = sessions(60);
    sessions.forEach(session -> truth(0, session));
    var gone = where(1, moved(sessions)).getNode().getIncarnation();
    var comparison = new Comparison(sessions.subList(0, 12));
    var comparing = Thread.ofVirtual().start(comparison);
    var moves = new ShardMoves();
    cluster.stopNode(1);
    moves.stop();
    try {
      assertThat(moves.said).anyMatch(line -> line.matches(A_FEW_MOVE));
      assertThat(moves.said).noneMatch(line -> line.startsWith(ALL_MOVE));
      await().until(() -> nodes(0).size() == 1);
      for (var session : sessions) {
        var place = where(0, session);
        assertThat(place.getNode().getIncarnation()).isNotEqualTo(gone);
        assertThat(place.getSilentList()).isEmpty();
      }
      for (var session : sessions) {
        var answered = truth(0, session);
        var place = where(0, session);
        assertThat(place.getState()).isEqualTo(State.AWAKE);
        assertThat(place.getNode().getIncarnation()).isEqualTo(answered).isNotEqualTo(gone);
      }
      comparison.over = true;
      comparing.join();
      assertThat(comparison.compared).isGreaterThan(10);
      assertThat(comparison.wrong).isEmpty();
    } finally {
      comparison.over = true;
      cluster.startNode(1);
      Balance.await(cluster);
    }
  }

  /** What the coordinator of the shards logs. */
  private static final class ShardMoves {
    private final Logger logger = (Logger) LoggerFactory.getLogger(DDataShardCoordinator.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private List<String> said = List.of();

    ShardMoves() {
      appender.start();
      logger.addAppender(appender);
      logger.setLevel(Level.INFO);
    }

    void stop() {
      logger.setLevel(null);
      logger.detachAppender(appender);
      said = appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }

  /**
   * Compares all the time while sessions move. The directory is wrong if it does not name the node
   * that answered both before and after it was asked, unless it says that this node is silent.
   */
  private static final class Comparison implements Runnable {
    private final List<String> sessions;
    private final List<SessionPlace> wrong = new ArrayList<>();
    private int compared;
    private volatile boolean over;

    Comparison(List<String> sessions) {
      this.sessions = sessions;
    }

    @Override
    public void run() {
      for (int i = 0; !over; i++) {
        var session = sessions.get(i % sessions.size());
        var before = truth(0, session);
        var place = where(0, session);
        var after = truth(0, session);
        if (before.equals(after)) {
          compared++;
          if (!place.getNode().getIncarnation().equals(after) && place.getSilentCount() == 0) {
            wrong.add(place);
          }
        }
      }
    }
  }

  /** One of them that the second node holds. */
  private static String moved(List<String> sessions) {
    var second = ":" + cluster.node(1).address().getPort();
    return sessions.stream()
        .filter(session -> where(0, session).getNode().getFrontDoor().endsWith(second))
        .findFirst()
        .orElseThrow();
  }
}
