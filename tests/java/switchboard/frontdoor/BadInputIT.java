package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static switchboard.frontdoor.OpenDoor.NAME;
import static switchboard.frontdoor.OpenDoor.TENANT;
import static switchboard.frontdoor.OpenDoor.create;
import static switchboard.frontdoor.OpenDoor.info;
import static switchboard.frontdoor.OpenDoor.message;

import com.google.rpc.BadRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import switchboard.rpc.PageTokens;
import switchboard.session.SessionId;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.GetContextRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.ListSessionsRequest;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;

class BadInputIT {
  private static final List<String> MALFORMED =
      List.of(
          "",
          "one",
          "tenants/acme",
          "tenants//sessions/one",
          "tenants/acme/sessions/",
          "tenants/ACME/sessions/one",
          "tenants/acme/sessions/-one",
          "tenants/acme/sessions/a/b",
          "tenants/acme/sessions/" + "a".repeat(64),
          NAME + "/",
          "tenants/a me/sessions/one");
  private static final String UNKNOWN = TENANT + "/sessions/unknown";
  private static final String ENDED = TENANT + "/sessions/ended";
  private static final String TRIMMED = TENANT + "/sessions/trimmed";

  private static OpenDoor open;
  private static ConversationServiceBlockingStub client;

  private record Case(
      String name, Code code, String reason, Consumer<ConversationServiceBlockingStub> call) {}

  @BeforeAll
  static void open() {
    open = new OpenDoor();
    client = open.client().withDeadlineAfter(5, java.util.concurrent.TimeUnit.MINUTES);
    for (var id : List.of("one", "ended", "trimmed")) {
      client.createSession(create(id, "create-" + id));
    }
    client.sendMessage(message("hello", "used"));
    client.closeSession(close(ENDED, "close-ended", ""));
    var trimmed = new SessionId("acme", "trimmed");
    for (int i = 0; i < 9; i++) {
      open.sessions.say(trimmed, "m");
    }
    open.sessions.trim(trimmed, 5);
  }

  @AfterAll
  static void close() {
    open.close();
  }

  @TestFactory
  Stream<DynamicTest> everyMethodRefusesBadInputWithItsStatusAndReason() {
    var cases = new ArrayList<Case>();
    names(cases);
    creation(cases);
    messages(cases);
    closing(cases);
    reading(cases);
    return cases.stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> check(it)));
  }

  private static void check(Case it) {
    var error = catchThrowableOfType(StatusRuntimeException.class, () -> it.call().accept(client));
    assertThat(error).as("refused").isNotNull();
    assertThat(error.getStatus().getCode()).isEqualTo(it.code());
    assertThat(info(error).getReason()).isEqualTo(it.reason());
    assertThat(info(error).getDomain()).isEqualTo("switchboard");
    assertThat(error.getStatus().getDescription()).isNotBlank().doesNotContain("Exception");
    if (it.reason().equals("INVALID_FIELD")) {
      assertThat(StatusProto.fromThrowable(error).getDetailsList())
          .filteredOn(detail -> detail.is(BadRequest.class))
          .hasSize(1);
    }
  }

  private static void names(List<Case> cases) {
    for (var name : MALFORMED) {
      cases.add(invalid("GetSession " + name, c -> c.getSession(get(name))));
      cases.add(invalid("GetContext " + name, c -> c.getContext(context(name + "/context"))));
      cases.add(invalid("CloseSession " + name, c -> c.closeSession(close(name, "r", ""))));
      cases.add(invalid("Subscribe " + name, c -> c.subscribe(subscribe(name, 0)).next()));
      cases.add(invalid("ListEvents " + name, c -> c.listEvents(events(name, 0, 0, ""))));
      cases.add(
          invalid(
              "SendMessage " + name,
              c -> c.sendMessage(message("x", "r").toBuilder().setSession(name).build())));
    }
    cases.add(invalid("GetContext without /context", c -> c.getContext(context(NAME))));
    cases.add(unknown("GetSession", c -> c.getSession(get(UNKNOWN))));
    cases.add(unknown("GetContext", c -> c.getContext(context(UNKNOWN + "/context"))));
    cases.add(unknown("CloseSession", c -> c.closeSession(close(UNKNOWN, "r", ""))));
    cases.add(unknown("Subscribe", c -> c.subscribe(subscribe(UNKNOWN, 0)).next()));
    cases.add(unknown("ListEvents", c -> c.listEvents(events(UNKNOWN, 0, 0, ""))));
    cases.add(
        unknown(
            "SendMessage",
            c -> c.sendMessage(message("x", "r").toBuilder().setSession(UNKNOWN).build())));
  }

  private static void creation(List<Case> cases) {
    for (var parent : List.of("", "acme", "tenants/", "tenants/A", "tenants/a/b")) {
      cases.add(
          invalid("CreateSession in " + parent, change(request -> request.setParent(parent))));
      cases.add(
          invalid(
              "ListSessions in " + parent,
              c -> c.listSessions(sessions("", 0).toBuilder().setParent(parent).build())));
    }
    for (var id : List.of("A", "-a", "a/b", "a".repeat(64))) {
      cases.add(invalid("CreateSession named " + id, change(r -> r.setSessionId(id))));
    }
    for (var id : List.of("", " ", "a b", "ä", "a".repeat(65))) {
      cases.add(invalid("CreateSession request id " + id, change(r -> r.setRequestId(id))));
      cases.add(invalid("SendMessage request id " + id, c -> c.sendMessage(message("x", id))));
      cases.add(invalid("Close request id " + id, c -> c.closeSession(close(NAME, id, ""))));
    }
    for (var subject : List.of("", "a b", "ü", "a".repeat(129))) {
      cases.add(invalid("subject " + subject, changeSession(s -> s.setSubject(subject))));
    }
    cases.add(invalid("channel", changeSession(s -> s.setChannel("a".repeat(33)))));
    cases.add(invalid("locale of bad form", changeSession(s -> s.setLocale("en_IN"))));
    cases.add(invalid("locale too long", changeSession(s -> s.setLocale("en-" + "a".repeat(40)))));
    cases.add(invalid("agent", changeSession(s -> s.setAgent("nobody"))));
    cases.add(
        new Case(
            "CreateSession of another request",
            Code.ALREADY_EXISTS,
            "SESSION_EXISTS",
            c -> c.createSession(create("one", "another"))));
    cases.add(reused("CreateSession", changeReused()));
  }

  private static Consumer<ConversationServiceBlockingStub> changeReused() {
    return c ->
        c.createSession(
            create("one", "create-one").toBuilder()
                .setSession(Session.newBuilder().setSubject("somebody-else"))
                .build());
  }

  private static void messages(List<Case> cases) {
    for (var text : List.of("", " ", "\n\t ")) {
      cases.add(invalid("blank text", c -> c.sendMessage(message(text, "r"))));
    }
    for (var text : List.of("a".repeat(16_385), "ü".repeat(8_193))) {
      cases.add(
          new Case(
              "text too large",
              Code.RESOURCE_EXHAUSTED,
              "MESSAGE_TOO_LARGE",
              c -> c.sendMessage(message(text, "r"))));
    }
    cases.add(reused("SendMessage", c -> c.sendMessage(message("something else", "used"))));
    cases.add(
        new Case(
            "SendMessage to an ended session",
            Code.FAILED_PRECONDITION,
            "SESSION_ENDED",
            c -> c.sendMessage(message("x", "r").toBuilder().setSession(ENDED).build())));
  }

  private static void closing(List<Case> cases) {
    for (var etag : List.of("1", "\"", "\"x\"", "W/\"1\"", "\"-1\"", "\"01\"")) {
      cases.add(invalid("etag " + etag, c -> c.closeSession(close(NAME, "r", etag))));
    }
    cases.add(
        new Case(
            "stale etag",
            Code.ABORTED,
            "STALE_ETAG",
            c -> c.closeSession(close(NAME, "r", "\"1\""))));
    cases.add(
        new Case(
            "CloseSession again",
            Code.FAILED_PRECONDITION,
            "SESSION_ENDED",
            c -> c.closeSession(close(ENDED, "r", ""))));
    cases.add(reused("CloseSession", c -> c.closeSession(close(NAME, "used", ""))));
  }

  private static void reading(List<Case> cases) {
    cases.add(invalid("negative cursor", c -> c.listEvents(events(NAME, -1, 0, ""))));
    cases.add(invalid("negative cursor, stream", c -> c.subscribe(subscribe(NAME, -1)).next()));
    cases.add(invalid("negative page", c -> c.listEvents(events(NAME, 0, -1, ""))));
    cases.add(invalid("negative page of sessions", c -> c.listSessions(sessions("", -1))));
    var foreign = PageTokens.token(UNKNOWN, "1");
    for (var token : List.of("x", "%%%", foreign, "a".repeat(600))) {
      cases.add(invalid("token " + token, c -> c.listEvents(events(NAME, 0, 0, token))));
      cases.add(invalid("sessions token " + token, c -> c.listSessions(sessions(token, 0))));
    }
    for (long after : List.of(3L, 1L << 60, Long.MAX_VALUE)) {
      cases.add(outOfRange("PAST_END", c -> c.listEvents(events(NAME, after, 0, ""))));
      cases.add(outOfRange("PAST_END", c -> c.subscribe(subscribe(NAME, after)).next()));
    }
    cases.add(outOfRange("TRIMMED", c -> c.listEvents(events(TRIMMED, 3, 0, ""))));
    cases.add(outOfRange("TRIMMED", c -> c.subscribe(subscribe(TRIMMED, 3)).next()));
  }

  @Test
  void aTrimmedCursorNamesTheOldestSequenceAndOnePastTheEndTheLast() {
    assertThat(metadata(() -> client.listEvents(events(TRIMMED, 0, 0, ""))))
        .containsEntry("oldest_sequence", "5");
    assertThat(metadata(() -> client.subscribe(subscribe(TRIMMED, 0)).next()))
        .containsEntry("oldest_sequence", "5");
    assertThat(metadata(() -> client.subscribe(subscribe(NAME, 99)).next()))
        .containsEntry("last_sequence", "2");
    assertThat(metadata(() -> client.closeSession(close(NAME, "r", "\"1\""))))
        .containsEntry("current_etag", "\"2\"");
  }

  private static java.util.Map<String, String> metadata(Runnable call) {
    return info(catchThrowableOfType(StatusRuntimeException.class, call::run)).getMetadataMap();
  }

  private static Case invalid(String name, Consumer<ConversationServiceBlockingStub> call) {
    return new Case(name, Code.INVALID_ARGUMENT, "INVALID_FIELD", call);
  }

  private static Case unknown(String method, Consumer<ConversationServiceBlockingStub> call) {
    return new Case(method + " of an unknown session", Code.NOT_FOUND, "SESSION_NOT_FOUND", call);
  }

  private static Case reused(String method, Consumer<ConversationServiceBlockingStub> call) {
    var name = method + " with a reused request id";
    return new Case(name, Code.INVALID_ARGUMENT, "REQUEST_ID_REUSED", call);
  }

  private static Case outOfRange(String what, Consumer<ConversationServiceBlockingStub> call) {
    return new Case("cursor " + what, Code.OUT_OF_RANGE, "CURSOR_" + what, call);
  }

  private static Consumer<ConversationServiceBlockingStub> change(
      Consumer<CreateSessionRequest.Builder> change) {
    var request = create("fresh", "fresh").toBuilder();
    change.accept(request);
    return c -> c.createSession(request.build());
  }

  private static Consumer<ConversationServiceBlockingStub> changeSession(
      Consumer<Session.Builder> change) {
    return change(request -> change.accept(request.getSessionBuilder()));
  }

  private static GetSessionRequest get(String name) {
    return GetSessionRequest.newBuilder().setName(name).build();
  }

  private static GetContextRequest context(String name) {
    return GetContextRequest.newBuilder().setName(name).build();
  }

  private static CloseSessionRequest close(String name, String requestId, String etag) {
    return CloseSessionRequest.newBuilder()
        .setName(name)
        .setRequestId(requestId)
        .setEtag(etag)
        .build();
  }

  private static SubscribeRequest subscribe(String name, long after) {
    return SubscribeRequest.newBuilder().setSession(name).setAfterSequence(after).build();
  }

  private static ListEventsRequest events(String name, long after, int size, String token) {
    return ListEventsRequest.newBuilder()
        .setParent(name)
        .setAfterSequence(after)
        .setPageSize(size)
        .setPageToken(token)
        .build();
  }

  private static ListSessionsRequest sessions(String token, int size) {
    return ListSessionsRequest.newBuilder()
        .setParent(TENANT)
        .setPageToken(token)
        .setPageSize(size)
        .build();
  }
}
