package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import switchboard.access.Scope;
import switchboard.frontdoor.Client;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.ListSessionsRequest;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/**
 * The doors of a real cluster are tried: every method that the front door serves, with no, wrong,
 * expired and other people's credentials.
 */
class DoorsIT {
  private static final String CANARY = "canary-7f3a";
  private static final int NEW_SESSIONS = 20;
  private static final int STREAMS = 6;
  private static Doors doors;
  private static String ofAsha;

  @BeforeAll
  static void start() throws Exception {
    doors = new Doors(NEW_SESSIONS, STREAMS);
    ofAsha = create(doors.client(doors.acme), "acme", "asha");
    doors.client(doors.acme).sendMessage(Talk.message("tenants/acme/sessions/" + ofAsha, CANARY));
  }

  @AfterAll
  static void stop() throws Exception {
    doors.close();
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static String create(
      ConversationServiceGrpc.ConversationServiceBlockingStub client,
      String tenant,
      String subject) {
    var name = client.createSession(wanted(tenant, subject)).getName();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static CreateSessionRequest wanted(String tenant, String subject) {
    return CreateSessionRequest.newBuilder()
        .setParent("tenants/" + tenant)
        .setSession(Session.newBuilder().setSubject(subject).setAgent("echo"))
        .setRequestId(id())
        .build();
  }

  private static Stream<DynamicTest> each(
      java.util.function.Consumer<MethodDescriptor<?, ?>> test) {
    return Doors.methods().stream()
        .map(
            method ->
                DynamicTest.dynamicTest(method.getFullMethodName(), () -> test.accept(method)));
  }

  private static String call(Channel channel, MethodDescriptor<?, ?> method, String session) {
    return Doors.outcome(
        channel, method, Doors.request(method, "acme", session, "asha", "r-" + session));
  }

  private static Client<ServerReflectionRequest, ServerReflectionResponse> services(
      Channel channel) {
    var client = Client.<ServerReflectionRequest, ServerReflectionResponse>reading();
    var call = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(client);
    call.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    call.onCompleted();
    await().until(() -> client.end().isPresent());
    return client;
  }

  @Test
  void nothingIsServedThatIsNotTriedHere() {
    var served = services(doors.with(doors.acme)).received().getFirst();
    assertThat(served.getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .containsExactlyInAnyOrder(
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "switchboard.v1.ConversationService",
            "switchboard.v1.SubjectService",
            "google.longrunning.Operations");
    assertThat(Doors.methods()).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void healthIsFreeAndReflectionIsNot() {
    var health =
        HealthGrpc.newBlockingStub(doors.showing()).withDeadlineAfter(10, TimeUnit.SECONDS);
    assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
        .isEqualTo(ServingStatus.SERVING);
    var refused = services(doors.showing());
    assertThat(refused.received()).isEmpty();
    assertThat(refused.end().orElseThrow().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @TestFactory
  Stream<DynamicTest> withoutAGoodCredentialNoMethodAnswers() {
    var good = doors.acme.token();
    var wrong = new ArrayList<List<String>>();
    wrong.add(List.of());
    wrong.add(List.of(""));
    wrong.add(List.of(good));
    wrong.add(List.of("Basic " + good));
    wrong.add(List.of("Bearer"));
    wrong.add(List.of("Bearer " + good, "Bearer " + good));
    wrong.add(List.of("Bearer " + good.substring(0, good.length() - 1) + "."));
    wrong.add(List.of("Bearer " + Doors.key("acme", "asha", Scope.TENANT).token()));
    wrong.add(List.of("Bearer " + doors.webToken("acme", -5)));
    wrong.add(List.of("Bearer " + doors.webToken("acme", 60) + "x"));
    wrong.add(List.of("Bearer eyJhbGciOiJub25lIn0.eyJ0ZW5hbnQiOiJhY21lIn0."));
    return each(
        method -> {
          for (var headers : wrong) {
            var channel = doors.showing(headers.toArray(String[]::new));
            var answer = call(channel, method, ofAsha);
            assertThat(answer)
                .startsWith("UNAUTHENTICATED The c")
                .containsPattern("CREDENTIAL_(MISSING|INVALID)")
                .doesNotContain(CANARY)
                .isEqualTo(call(channel, method, "none-such"));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> anotherTenantIsToldTheSameWhateverThereIs() {
    return each(
        method -> {
          var webToken = doors.showing("Bearer " + doors.webToken("globex", 60));
          for (var channel : List.of(doors.with(doors.globex), webToken)) {
            assertThat(call(channel, method, ofAsha))
                .startsWith("PERMISSION_DENIED")
                .contains("OTHER_TENANT")
                .doesNotContain(CANARY)
                .isEqualTo(call(channel, method, "none-such"));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> anotherSubjectIsToldTheSameWhateverThereIs() {
    return each(
        method -> {
          var answer = call(doors.with(doors.ravi), method, ofAsha);
          assertThat(answer)
              .containsPattern("SESSION_NOT_FOUND|OTHER_SUBJECT|SCOPE_MISSING")
              .matches("(?s)(NOT_FOUND|PERMISSION_DENIED) .*")
              .doesNotContain(CANARY)
              .isEqualTo(call(doors.with(doors.ravi), method, "none-such"));
        });
  }

  @TestFactory
  Stream<DynamicTest> withoutTheScopeNoMethodAnswers() {
    return each(
        method -> {
          boolean aboutSubjects =
              method.getFullMethodName().startsWith("google.longrunning")
                  || method.getFullMethodName().matches(".*/(Export|Erase)Subject");
          var channel = doors.with(aboutSubjects ? doors.asha : doors.privacy);
          assertThat(call(channel, method, ofAsha))
              .startsWith("PERMISSION_DENIED")
              .contains("SCOPE_MISSING")
              .isEqualTo(call(channel, method, "none-such"));
        });
  }

  @Test
  void whoMayTalksAsIfThereWereNoDoor() {
    var client = doors.client(doors.asha);
    var session = "tenants/acme/sessions/" + create(client, "acme", "asha");
    var webToken = doors.showing("bearer " + doors.webToken("acme", 60));
    var stream = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(doors.with(doors.asha)).converse(stream);
    stream.say(Talk.attach(session, 0));
    stream.say(Talk.says("hello", "m-1"));
    await().until(() -> stream.received().stream().anyMatch(ConverseResponse::hasAcknowledgement));
    await().until(() -> stream.received().stream().anyMatch(it -> it.getEvent().hasAgentMessage()));
    assertThat(client.getSession(Talk.get(session)).getSubject()).isEqualTo("asha");
    assertThat(client.getContext(Talk.context(session)).getName()).isEqualTo(session + "/context");
    assertThat(Talk.events(client, session)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(
            ConversationServiceGrpc.newBlockingStub(webToken)
                .getSession(Talk.get(session))
                .getName())
        .isEqualTo(session);
    assertThat(client.closeSession(Talk.close(session, "c-1")).getState())
        .isEqualTo(Session.State.CLOSED);
    stream.halfClose();
    await().until(() -> stream.end().isPresent());
    assertThat(
            doors
                .client(doors.acme)
                .listSessions(ListSessionsRequest.newBuilder().setParent("tenants/acme").build())
                .getSessionsList())
        .isNotEmpty();
  }

  @Test
  void aKeyThatIsAddedOpensAndOneThatIsTakenAwayEndsItsStreams() throws Exception {
    var fresh = Doors.key("acme", "office", Scope.TENANT);
    var session = "tenants/acme/sessions/" + create(doors.client(doors.acme), "acme", "asha");
    var method = ConversationServiceGrpc.getGetSessionMethod();
    var channel = doors.with(fresh);
    assertThat(Doors.outcome(channel, method, Talk.get(session))).startsWith("UNAUTHENTICATED");
    doors.writeKeys(fresh);
    await().until(() -> Doors.outcome(channel, method, Talk.get(session)).startsWith("OK"));
    var stream = Client.<SubscribeRequest, SubscribeResponse>reading();
    ConversationServiceGrpc.newStub(channel).subscribe(Talk.subscribe(session, 0), stream);
    await().until(() -> !stream.received().isEmpty());
    doors.writeKeys();
    await()
        .until(
            () -> Doors.outcome(channel, method, Talk.get(session)).startsWith("UNAUTHENTICATED"));
    assertThat(stream.end()).isEmpty();
    int heard = stream.received().size();
    doors.client(doors.acme).sendMessage(Talk.message(session, CANARY));
    await().until(() -> stream.end().isPresent());
    assertThat(stream.end().orElseThrow().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(stream.received()).hasSize(heard);
  }

  @Test
  void aTokenThatExpiresEndsItsStreams() {
    var session = "tenants/acme/sessions/" + create(doors.client(doors.acme), "acme", "asha");
    var channel = doors.showing("Bearer " + doors.webToken("acme", 2));
    var stream = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(channel).converse(stream);
    stream.say(Talk.attach(session, 0));
    await().until(() -> !stream.received().isEmpty());
    var get = ConversationServiceGrpc.getGetSessionMethod();
    await().until(() -> Doors.outcome(channel, get, Talk.get(session)).startsWith("UNAUTH"));
    stream.say(Talk.says("too late", "m-late"));
    await().until(() -> stream.end().isPresent());
    assertThat(stream.end().orElseThrow().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(Talk.events(doors.client(doors.acme), session).toString())
        .doesNotContain("too late");
  }

  @Test
  void whoBeginsTooManySessionsIsToldWhenToComeAgain() {
    var client =
        ConversationServiceGrpc.newFutureStub(doors.with(doors.greedy))
            .withDeadlineAfter(30, TimeUnit.SECONDS);
    // all at once, whatever the store takes for each
    var asked =
        Stream.generate(() -> client.createSession(wanted("greedy", "asha")))
            .limit(5 * NEW_SESSIONS)
            .toList();
    await().atMost(Duration.ofSeconds(30)).until(() -> asked.stream().allMatch(Future::isDone));
    var refused =
        asked.stream()
            .filter(each -> each.state() == Future.State.FAILED)
            .map(each -> (StatusRuntimeException) each.exceptionNow())
            .toList();
    assertThat(refused).isNotEmpty().hasSizeLessThanOrEqualTo(4 * NEW_SESSIONS);
    refused.forEach(each -> assertQuota(each, "new-sessions-per-second"));
    // others have theirs
    create(doors.client(doors.globex), "globex", "asha");
  }

  @Test
  void streamsBeyondTheQuotaAreRefusedUntilOneEnds() {
    var session = "tenants/greedy/sessions/" + createPatiently();
    var stub = ConversationServiceGrpc.newStub(doors.with(doors.greedy));
    var open = new ArrayList<Client<SubscribeRequest, SubscribeResponse>>();
    for (int i = 0; i < STREAMS; i++) {
      var stream = Client.<SubscribeRequest, SubscribeResponse>reading();
      stub.subscribe(Talk.subscribe(session, 0), stream);
      await().until(() -> !stream.received().isEmpty());
      open.add(stream);
    }
    var client = doors.client(doors.greedy);
    assertQuota(refusal(() -> client.subscribe(Talk.subscribe(session, 0)).next()), "streams");
    open.getFirst().cancel();
    await().until(() -> refusal(() -> client.subscribe(Talk.subscribe(session, 0)).next()) == null);
    open.forEach(Client::cancel);
  }

  private static String createPatiently() {
    var made = new ArrayList<String>();
    await()
        .until(
            () ->
                refusal(() -> made.add(create(doors.client(doors.greedy), "greedy", "asha")))
                    == null);
    return made.getFirst();
  }

  private static StatusRuntimeException refusal(Runnable call) {
    try {
      call.run();
      return null;
    } catch (StatusRuntimeException refused) {
      return refused;
    }
  }

  private static void assertQuota(StatusRuntimeException refused, String quota) {
    assertThat(refused).isNotNull();
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(Talk.reason(refused)).isEqualTo("QUOTA_EXCEEDED");
    var details = StatusProto.fromThrowable(refused).getDetailsList();
    assertThat(details.toString()).contains(quota);
    assertThat(details).anyMatch(detail -> detail.is(com.google.rpc.RetryInfo.class));
  }
}
