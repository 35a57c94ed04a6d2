package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.cluster.Talk.attach;
import static switchboard.cluster.Talk.close;
import static switchboard.cluster.Talk.context;
import static switchboard.cluster.Talk.create;
import static switchboard.cluster.Talk.events;
import static switchboard.cluster.Talk.get;
import static switchboard.cluster.Talk.list;
import static switchboard.cluster.Talk.message;
import static switchboard.cluster.Talk.refusal;
import static switchboard.cluster.Talk.says;
import static switchboard.cluster.Talk.subscribe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.frontdoor.Client;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.Event;
import switchboard.v1.ListSessionsRequest;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/** Two nodes, a real Redis and a real broker, and clients that do what clients do. */
class NodeIT {
  private static final String UNKNOWN = Talk.TENANT + "/sessions/unknown";
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @Test
  void everyMethodRefusesAnUnknownSession() {
    for (int node = 0; node < TestCluster.NODES; node++) {
      var client = cluster.client(node);
      assertThat(
              List.of(
                  refusal(() -> client.getSession(get(UNKNOWN))),
                  refusal(() -> client.getContext(context(UNKNOWN))),
                  refusal(() -> client.sendMessage(message(UNKNOWN, "hi"))),
                  refusal(() -> client.closeSession(close(UNKNOWN, "r"))),
                  refusal(() -> client.listEvents(list(UNKNOWN, 0))),
                  refusal(() -> client.subscribe(subscribe(UNKNOWN, 0)).next())))
          .containsOnly("NOT_FOUND SESSION_NOT_FOUND");
      assertThat(endOf(converse(node, UNKNOWN, 0))).isEqualTo("NOT_FOUND SESSION_NOT_FOUND");
    }
  }

  @Test
  void everyMethodRefusesAMalformedName() {
    var client = cluster.client(0);
    for (var name : List.of("", "tenants/acme", "tenants/A/sessions/x", "tenants/a/sessions/x/")) {
      assertThat(
              List.of(
                  refusal(() -> client.getSession(get(name))),
                  refusal(() -> client.getContext(context(name))),
                  refusal(() -> client.sendMessage(message(name, "hi"))),
                  refusal(() -> client.closeSession(close(name, "r"))),
                  refusal(() -> client.listEvents(list(name, 0))),
                  refusal(() -> client.subscribe(subscribe(name, 0)).next())))
          .containsOnly("INVALID_ARGUMENT INVALID_FIELD");
      assertThat(endOf(converse(0, name, 0))).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    }
  }

  @Test
  void aMessageThatCannotBeTakenIsRefusedOnBothPathsAndLeavesTheSessionAlone() {
    var client = cluster.client(0);
    var session = create(client, "echo");
    client.sendMessage(message(session, "first", "used"));
    var before = client.getSession(get(session));
    var large = "ü".repeat(8193);
    assertThat(refusal(() -> client.sendMessage(message(session, " "))))
        .isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    assertThat(refusal(() -> client.sendMessage(message(session, large))))
        .isEqualTo("RESOURCE_EXHAUSTED MESSAGE_TOO_LARGE");
    assertThat(refusal(() -> client.sendMessage(message(session, "second", "used"))))
        .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    assertThat(refusal(() -> client.closeSession(close(session, "used"))))
        .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    var stream = converse(1, session, 0);
    stream.say(says(" ", "blank"));
    stream.say(says(large, "large"));
    stream.say(says("second", "used"));
    stream.say(says("first", "used"));
    await().until(() -> answers(stream).size() == 4);
    assertThat(answers(stream))
        .containsExactly(
            "blank INVALID_FIELD", "large MESSAGE_TOO_LARGE", "used REQUEST_ID_REUSED", "used=2");
    stream.cancel();
    assertThat(client.getSession(get(session))).isEqualTo(before);
  }

  @Test
  void aClosedSessionTakesNothingAndIsStillRead() {
    var client = cluster.client(0);
    var session = create(client, "echo");
    client.sendMessage(message(session, "hello", "said"));
    client.closeSession(close(session, "closing"));
    var other = cluster.client(1);
    assertThat(refusal(() -> other.sendMessage(message(session, "x"))))
        .isEqualTo("FAILED_PRECONDITION SESSION_ENDED");
    assertThat(refusal(() -> other.closeSession(close(session, "again"))))
        .isEqualTo("FAILED_PRECONDITION SESSION_ENDED");
    assertThat(other.sendMessage(message(session, "hello", "said")).getSequence()).isEqualTo(2);
    assertThat(other.closeSession(close(session, "closing")).getState())
        .isEqualTo(Session.State.CLOSED);
    var stream = converse(1, session, 0);
    stream.say(says("x", "late"));
    await().until(() -> answers(stream).size() == 1);
    assertThat(answers(stream)).containsExactly("late SESSION_ENDED");
    assertThat(sequences(stream)).isEqualTo(sequences(events(client, session)));
  }

  @Test
  void aCursorPastTheEndIsRefusedByEveryReader() {
    var client = cluster.client(0);
    var session = create(client, "echo");
    for (long after : List.of(2L, 1L << 60, Long.MAX_VALUE)) {
      assertThat(refusal(() -> client.listEvents(list(session, after))))
          .isEqualTo("OUT_OF_RANGE CURSOR_PAST_END");
      assertThat(refusal(() -> client.subscribe(subscribe(session, after)).next()))
          .isEqualTo("OUT_OF_RANGE CURSOR_PAST_END");
      assertThat(endOf(converse(1, session, after))).isEqualTo("OUT_OF_RANGE CURSOR_PAST_END");
    }
  }

  @Test
  void aRepeatedRequestGetsItsFirstSequenceOnAnyNodeAndAfterTheSessionLeftTheMemory() {
    var name = "twice-" + UUID.randomUUID();
    var first = cluster.client(0).createSession(create(name, "echo", "create"));
    var said = cluster.client(0).sendMessage(message(first.getName(), "hello", "m"));
    cluster.client(0).sendMessage(message(first.getName(), "more"));
    assertThat(cluster.client(1).sendMessage(message(first.getName(), "hello", "m")))
        .isEqualTo(said);
    await().atMost(Duration.ofSeconds(8)).until(() -> !Memory.holdsSession(cluster, name));
    for (int node = 0; node < TestCluster.NODES; node++) {
      assertThat(cluster.client(node).sendMessage(message(first.getName(), "hello", "m")))
          .isEqualTo(said);
      var again = cluster.client(node).createSession(create(name, "echo", "create"));
      assertThat(again.getCreateTime()).isEqualTo(first.getCreateTime());
      assertThat(again.getLastSequence()).isEqualTo(7);
    }
  }

  @Test
  void askingForSessionsThatDoNotExistLeavesNothingInMemoryAndCreatingOneThenWorks() {
    var client = cluster.client(0);
    var id = "ghost-" + UUID.randomUUID();
    var name = Talk.TENANT + "/sessions/" + id;
    refusal(() -> client.getSession(get(name)));
    var created = client.createSession(create(id, "echo", "c"));
    assertThat(created.getName()).isEqualTo(name);
    var ghosts = IntStream.range(0, 50).mapToObj(i -> id + "-" + i).toList();
    ghosts.forEach(
        ghost -> refusal(() -> client.getSession(get(Talk.TENANT + "/sessions/x" + ghost))));
    await()
        .atMost(Duration.ofMillis(1000))
        .until(() -> ghosts.stream().noneMatch(it -> Memory.holdsSession(cluster, "x" + it)));
  }

  @Test
  void theContextNamesTheNodeThatHoldsTheSession() {
    var client = cluster.client(0);
    var addresses =
        IntStream.range(0, TestCluster.NODES)
            .mapToObj(node -> "127.0.0.1:" + cluster.node(node).address().getPort())
            .toList();
    var holders = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      var session = create(client, "echo");
      holders.add(client.getContext(context(session)).getAgent().getNode());
    }
    assertThat(holders).isSubsetOf(addresses).containsAll(addresses);
  }

  @Test
  void twoClientsOnTwoNodesSeeTheSameWhileBothSend() throws Exception {
    var session = create(cluster.client(0), "echo");
    var streams = List.of(converse(0, session, 0), converse(1, session, 0));
    int each = 40;
    for (int i = 0; i < each; i++) {
      for (int node = 0; node < 2; node++) {
        streams.get(node).say(says("from " + node, node + "-" + i));
      }
    }
    long replies = 2L * each;
    for (var stream : streams) {
      await().atMost(Duration.ofSeconds(20)).until(() -> replies(stream) >= replies);
    }
    long last = cluster.client(0).getSession(get(session)).getLastSequence();
    for (var stream : streams) {
      await().atMost(Duration.ofSeconds(20)).until(() -> eventsOf(stream).size() >= last);
    }
    assertThat(eventsOf(streams.get(0))).isEqualTo(eventsOf(streams.get(1)));
    assertThat(sequences(streams.get(0)))
        .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    for (int node = 0; node < 2; node++) {
      var from = "from " + node;
      assertThat(eventsOf(streams.get(node)))
          .filteredOn(event -> event.getUserMessage().getText().equals(from))
          .extracting(event -> event.getUserMessage().getRequestId())
          .containsExactlyElementsOf(ids(node, each));
    }
    streams.forEach(Client::cancel);
  }

  @Test
  void aClientThatCutsItsConnectionAndOneThatAttachesTwiceDisturbNobody() throws Exception {
    var session = create(cluster.client(0), "echo");
    var watching = subscribing(1, session);
    var connection = cluster.connect(0);
    var cut = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(connection).converse(cut);
    cut.say(attach(session, 0));
    cut.say(says("before the cut", "a"));
    await().until(() -> !answers(cut).isEmpty());
    connection.shutdownNow();
    var greedy = converse(0, session, 0);
    await().until(() -> !greedy.received().isEmpty());
    greedy.say(attach(session, 0));
    assertThat(endOf(greedy)).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    cluster.client(0).sendMessage(message(session, "after"));
    await().until(() -> watching.received().size() == 7);
    assertThat(watching.received().stream().map(it -> it.getEvent().getSequence()))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(watching.end()).isEmpty();
    watching.cancel();
  }

  @Test
  void aCreatedSessionIsListedSoonAndPagesHoldEachOnce() {
    var client = cluster.client(0);
    var tenant = "tenants/t-" + UUID.randomUUID();
    var names = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      var request = create("list-" + i, "echo", "c").toBuilder().setParent(tenant).build();
      names.add(client.createSession(request).getName());
    }
    await()
        .atMost(Duration.ofSeconds(2))
        .untilAsserted(() -> assertThat(page(tenant, 100, "").getSessionsCount()).isEqualTo(7));
    var listed = new ArrayList<String>();
    var token = "";
    do {
      var page = page(tenant, 3, token);
      page.getSessionsList().forEach(session -> listed.add(session.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    assertThat(listed).containsExactlyElementsOf(names);
  }

  @Test
  void oneCreationSentToBothNodesAtOnceIsOneSession() throws Exception {
    for (int i = 0; i < 5; i++) {
      var request = create("", "echo", UUID.randomUUID().toString());
      var names = new ArrayList<String>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var calls =
            IntStream.range(0, 6)
                .mapToObj(
                    call -> threads.submit(() -> cluster.client(call % 2).createSession(request)))
                .toList();
        for (var call : calls) {
          names.add(call.get(10, TimeUnit.SECONDS).getName());
        }
      }
      assertThat(names).containsOnly(names.getFirst());
      assertThat(events(cluster.client(0), names.getFirst())).hasSize(1);
    }
  }

  private static switchboard.v1.ListSessionsResponse page(String tenant, int size, String token) {
    return cluster
        .client(1)
        .listSessions(
            ListSessionsRequest.newBuilder()
                .setParent(tenant)
                .setPageSize(size)
                .setPageToken(token)
                .build());
  }

  private static Client<ConverseRequest, ConverseResponse> converse(
      int node, String session, long after) {
    var client = Client.<ConverseRequest, ConverseResponse>reading();
    cluster.streams(node).converse(client);
    client.say(attach(session, after));
    return client;
  }

  private static Client<SubscribeRequest, SubscribeResponse> subscribing(int node, String session) {
    var client = Client.<SubscribeRequest, SubscribeResponse>reading();
    cluster.streams(node).subscribe(subscribe(session, 0), client);
    return client;
  }

  private static String endOf(Client<?, ?> stream) {
    await().atMost(Duration.ofSeconds(10)).until(() -> stream.end().isPresent());
    return stream.end().orElseThrow().getCode() + " " + Talk.reason(stream.failure());
  }

  private static List<String> answers(Client<?, ConverseResponse> stream) {
    var answers = new ArrayList<String>();
    for (var response : stream.received()) {
      if (response.hasAcknowledgement()) {
        var it = response.getAcknowledgement();
        answers.add(it.getRequestId() + "=" + it.getSequence());
      } else if (response.hasRefused()) {
        var it = response.getRefused();
        answers.add(it.getRequestId() + " " + Talk.reason(it.getStatus()));
      }
    }
    return answers;
  }

  private static List<Event> eventsOf(Client<?, ConverseResponse> stream) {
    return stream.received().stream()
        .filter(ConverseResponse::hasEvent)
        .map(ConverseResponse::getEvent)
        .toList();
  }

  private static List<Long> sequences(Client<?, ConverseResponse> stream) {
    return sequences(eventsOf(stream));
  }

  private static List<Long> sequences(List<Event> events) {
    return events.stream().map(Event::getSequence).toList();
  }

  private static List<String> ids(int node, int count) {
    return IntStream.range(0, count).mapToObj(i -> node + "-" + i).toList();
  }

  private static long replies(Client<?, ConverseResponse> stream) {
    return eventsOf(stream).stream().filter(Event::hasAgentMessage).count();
  }
}
