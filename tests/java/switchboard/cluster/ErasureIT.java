package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.cluster.Talk.events;
import static switchboard.cluster.Talk.message;
import static switchboard.cluster.Talk.refusal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import switchboard.erasure.CrashedErasure;
import switchboard.journal.RedisStore;
import switchboard.journal.SubjectRecords.State;
import switchboard.journal.SubjectRecords.Wrapped;
import switchboard.privacy.Subject;
import switchboard.simulators.Dials;
import switchboard.simulators.Order;
import switchboard.v1.EraseSubjectRequest;
import switchboard.v1.ErasureReceipt;
import switchboard.v1.Event;
import switchboard.v1.Event.SessionClosed.Reason;
import switchboard.v1.ExportSubjectRequest;
import switchboard.v1.GetProfileRequest;
import switchboard.v1.Profile;
import switchboard.v1.ProfileFact;
import switchboard.v1.Session;
import switchboard.v1.SubjectServiceGrpc;
import switchboard.v1.UpdateProfileRequest;
import switchboard.wire.Stored;

/** Subjects that are exported and erased, with sessions on two nodes and work under way. */
class ErasureIT {
  /** Events of an erasure with one page of sessions. */
  private static final int EVENTS = 7;

  private static TestCluster cluster;

  private final Subject subject = new Subject("acme", "erase/" + UUID.randomUUID());
  private final List<String> sessions = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.shared();
  }

  @AfterEach
  void undial() throws Exception {
    cluster.dial("order", Dials.NEUTRAL);
  }

  private static SubjectServiceGrpc.SubjectServiceBlockingStub subjects(int node) {
    return SubjectServiceGrpc.newBlockingStub(cluster.channel(node))
        .withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  private static RedisStore store() {
    return RedisStore.get(cluster.node(0).system().classicSystem());
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private String session(int node, String agent) {
    return session(node, agent, subject);
  }

  private static String session(int node, String agent, Subject with) {
    var create = Talk.create("s-" + UUID.randomUUID(), agent, UUID.randomUUID().toString());
    var session = Session.newBuilder().setSubject(with.id()).setAgent(agent);
    return cluster
        .client(node)
        .createSession(create.toBuilder().setSession(session).build())
        .getName();
  }

  private void learn(String name, String value) {
    var fact = ProfileFact.newBuilder().setName(name).setValue(value);
    subjects(0)
        .updateProfile(
            UpdateProfileRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setProfile(
                    Profile.newBuilder().setName(subject.name() + "/profile").addFacts(fact))
                .build());
  }

  private static Operation erase(int node, Subject whom) {
    return subjects(node)
        .eraseSubject(
            EraseSubjectRequest.newBuilder()
                .setName(whom.name())
                .setRequestId(UUID.randomUUID().toString())
                .build());
  }

  private static ErasureReceipt receipt(int node, Operation operation) throws Exception {
    var done =
        OperationsGrpc.newBlockingStub(cluster.channel(node))
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .waitOperation(
                WaitOperationRequest.newBuilder()
                    .setName(operation.getName())
                    .setTimeout(Durations.fromSeconds(25))
                    .build());
    assertThat(done.getDone()).isTrue();
    return done.getResponse().unpack(ErasureReceipt.class);
  }

  private static String export(int node, Subject whom) {
    var document = ByteString.EMPTY;
    var parts =
        subjects(node)
            .exportSubject(ExportSubjectRequest.newBuilder().setName(whom.name()).build());
    while (parts.hasNext()) {
      document = document.concat(parts.next().getJson());
    }
    return document.toStringUtf8();
  }

  private static byte[] wrappedKey(Subject whom) throws Exception {
    return get(store().subjects().read("subject|acme/" + whom.id())).key().orElseThrow().key();
  }

  private static boolean isInFiles(byte[] searched) throws IOException {
    var text = new String(searched, StandardCharsets.ISO_8859_1);
    try (var files = Files.walk(cluster.redisFiles())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void nothingOfAnErasedSubjectCanBeReadAndNothingBeginsAnew() throws Exception {
    cluster.dial("order", Dials.NEUTRAL.withSilent(true));
    learn("nickname", "CANARY-FACT");
    var first = session(0, "delivery");
    var second = session(1, "echo");
    var order = cluster.order("ERASE", Order.Status.OUT_FOR_DELIVERY);
    cluster.client(0).sendMessage(message(first, "What's the status of order " + order + "?"));
    cluster.client(1).sendMessage(message(second, "CANARY-TEXT"));
    await()
        .until(() -> events(cluster.client(0), first).stream().anyMatch(Event::hasSagaRequested));
    var wrapped = wrappedKey(subject);
    assertThat(isInFiles(wrapped)).isTrue();

    var operation = erase(1, subject);
    var receipt = receipt(0, operation);
    assertThat(receipt.getSubject()).isEqualTo(subject.name());
    assertThat(receipt.getSessions()).isEqualTo(2);
    assertThat(receipt.getSagas()).isEqualTo(1);
    assertThat(receipt.getNodes()).isEqualTo(2);
    assertThat(receipt.getFilesRewritten()).isEqualTo(1);
    assertThat(receipt.getOutOfReachList()).isNotEmpty();

    assertErased(first);
    assertErased(second);
    assertThat(lastOfSaga(first)).isEqualTo("saga.finished.v1");
    assertNothingBegins();
    var record = get(store().subjects().read("subject|acme/" + subject.id()));
    assertThat(record.state()).isEqualTo(State.ERASED);
    assertThat(record.key()).isEmpty();
    // a file that was written anew is deleted in the background
    await().ignoreExceptions().until(() -> !isInFiles(wrapped));
    assertThat(erase(0, subject).getResponse().unpack(ErasureReceipt.class)).isEqualTo(receipt);

    await()
        .until(
            () ->
                !Memory.holdsSession(cluster, id(first))
                    && !Memory.holdsSession(cluster, id(second)));
    assertErased(first);
    assertErased(second);
  }

  private static String id(String session) {
    return session.substring(session.lastIndexOf('/') + 1);
  }

  private static void assertErased(String session) {
    for (int node = 0; node < TestCluster.NODES; node++) {
      var client = cluster.client(node);
      assertThat(refusal(() -> client.sendMessage(message(session, "hello?"))))
          .isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
      var events = events(client, session);
      assertThat(events).allMatch(Event::getErased);
      assertThat(events.stream().map(Event::getSequence))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(events.stream().filter(Event::hasUserMessage))
          .isNotEmpty()
          .allMatch(event -> event.getUserMessage().getText().isEmpty());
      assertThat(events.stream().filter(Event::hasAgentMessage))
          .isNotEmpty()
          .allMatch(event -> event.getAgentMessage().getText().isEmpty());
      assertThat(events.getLast().getSessionClosed().getReason()).isEqualTo(Reason.ERASED);
      assertThat(client.getSession(Talk.get(session)).getState()).isEqualTo(Session.State.CLOSED);
      var context = client.getContext(Talk.context(session));
      assertThat(context.getTurnsList()).isEmpty();
      assertThat(context.hasGoal()).isFalse();
      assertThat(context.getPendingSagasList()).isEmpty();
      assertThat(context.getPrivacy().getErased()).isTrue();
    }
  }

  private void assertNothingBegins() {
    for (int at = 0; at < TestCluster.NODES; at++) {
      int node = at;
      assertThat(refusal(() -> session(node, "echo")))
          .isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
      assertThat(refusal(() -> export(node, subject)))
          .isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
      var profile = GetProfileRequest.newBuilder().setName(subject.name() + "/profile").build();
      assertThat(refusal(() -> subjects(node).getProfile(profile)))
          .isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
      assertThat(refusal(() -> learn("more", "of it")))
          .isEqualTo("FAILED_PRECONDITION SUBJECT_ERASED");
    }
  }

  /** The manifest of the last event of the session's only saga. */
  private static String lastOfSaga(String session) throws Exception {
    var saga =
        events(cluster.client(0), session).stream()
            .filter(Event::hasSagaRequested)
            .map(event -> event.getSagaRequested().getSaga())
            .findFirst()
            .orElseThrow();
    var page = get(store().events("saga|acme/" + saga, 1, 100, 100));
    return ((Stored) page.events().getLast().event()).manifest();
  }

  private static boolean isFinished(Subject whom) throws Exception {
    var page = get(store().events("erasure|acme/" + whom.id(), 1, 100, 100));
    return page.events().stream()
        .anyMatch(
            event -> ((Stored) event.event()).manifest().equals("erasure.files-rewritten.v1"));
  }

  @Test
  void whatACrashLeftAtAnyStepIsFinishedWithoutAnybodyAsking() throws Exception {
    var crashes =
        List.of("mark", "end after ", "end after s5", "destroy", "empty", "evict", "rewrite");
    var crashed = new ArrayList<Subject>();
    for (var call : crashes) {
      var whom = new Subject("acme", "crash-" + UUID.randomUUID());
      var session = session(0, "echo", whom);
      cluster.client(1).sendMessage(message(session, "hello"));
      if (!call.equals("mark")) {
        // the steps before were really done, but of their records only some are left
        receipt(0, erase(0, whom));
        get(store().purge("erasure|acme/" + whom.id(), EVENTS, List.of("resume")));
      }
      CrashedErasure.during(call, cluster.node(0).system(), whom);
      assertThat(isFinished(whom)).isFalse();
      crashed.add(whom);
      sessions.add(session);
    }
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              for (var whom : crashed) {
                assertThat(isFinished(whom)).isTrue();
              }
            });
    sessions.forEach(ErasureIT::assertErased);
  }

  @Test
  void aNodeThatGoesDuringAnErasureIsReplacedByTheOther() throws Exception {
    for (int i = 0; i < 40; i++) {
      sessions.add(session(i % 2, "echo"));
      cluster.client(i % 2).sendMessage(message(sessions.getLast(), "hello " + i));
    }
    var operation = erase(0, subject);
    cluster.stopNode(1);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> isFinished(subject));
      assertThat(receipt(0, operation).getSessions()).isEqualTo(40);
    } finally {
      cluster.startNode(1);
    }
    assertErased(sessions.getFirst());
    assertErased(sessions.getLast());
  }

  @Test
  void anExportHoldsAllThereIsAsOneDocument() throws Exception {
    learn("nickname", "Ash");
    var first = session(0, "delivery");
    var second = session(1, "echo");
    var order = cluster.order("EXP", Order.Status.DELIVERED);
    cluster.client(0).sendMessage(message(first, "What's the status of order " + order + "?"));
    var large = "é\"\\\n".repeat(3_000);
    for (int i = 0; i < 30; i++) {
      cluster.client(1).sendMessage(message(second, large + i));
    }
    await().until(() -> events(cluster.client(0), first).stream().anyMatch(Event::hasSagaEnded));

    var document = new ObjectMapper().readTree(export(1, subject));
    assertThat(document.at("/profile/facts").findValuesAsText("value")).contains("Ash");
    assertThat(document.get("sessions")).hasSize(2);
    var told = byName(document, first);
    assertThat(told.at("/session/subject").asText()).isEqualTo(subject.id());
    assertThat(told.at("/context/turns").toString()).contains(order);
    assertThat(told.at("/sagas/0/events/0/input").toString()).contains(order);
    assertThat(told.at("/sagas/0/events").findValuesAsText("outcome")).contains("COMPLETED");
    var wordy = byName(document, second);
    assertThat(wordy.get("events")).hasSize(events(cluster.client(0), second).size());
    assertThat(wordy.get("events").findValuesAsText("text")).contains(large + 29);
    assertThat(wordy.get("sagas")).isEmpty();
  }

  private static JsonNode byName(JsonNode document, String session) {
    for (var each : document.get("sessions")) {
      if (each.at("/session/name").asText().equals(session)) {
        return each;
      }
    }
    throw new AssertionError("the export does not have " + session);
  }

  @Test
  void aSessionThatIsListedAndWasNeverBegunHoldsNothingUp() throws Exception {
    var key = new Wrapped("no key of ours".getBytes(StandardCharsets.UTF_8), "k1");
    get(store().subjects().open("subject|acme/" + subject.id(), key, Optional.of("ghost")));
    var receipt = receipt(1, erase(0, subject));
    assertThat(receipt.getSessions()).isZero();
    assertThat(receipt.getOutOfReachList()).noneMatch(place -> place.startsWith("sessions"));
  }

  @Test
  void aSubjectNobodyEverHadIsNotFound() {
    assertThat(refusal(() -> erase(0, subject))).isEqualTo("NOT_FOUND SUBJECT_NOT_FOUND");
    assertThat(refusal(() -> export(0, subject))).isEqualTo("NOT_FOUND SUBJECT_NOT_FOUND");
    assertThat(Optional.of(session(0, "echo"))).isPresent();
  }
}
