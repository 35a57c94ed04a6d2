package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static switchboard.frontdoor.OpenDoor.NAME;
import static switchboard.frontdoor.OpenDoor.TENANT;
import static switchboard.frontdoor.OpenDoor.create;
import static switchboard.frontdoor.OpenDoor.info;
import static switchboard.frontdoor.OpenDoor.message;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.ConverseRequest;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.ListEventsResponse;
import switchboard.v1.ListSessionsRequest;
import switchboard.v1.Session;

class CallsIT {
  private OpenDoor open;
  private ConversationServiceBlockingStub client;

  @BeforeEach
  void open() {
    open = new OpenDoor();
    client = open.client();
    client.createSession(create("one", "create"));
  }

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void aSessionWithoutAnIdIsTheSameOneHoweverOftenItIsCreated() {
    var first = client.createSession(create("", "r1"));
    assertThat(client.createSession(create("", "r1"))).isEqualTo(first);
    assertThat(client.createSession(create("", "r2")).getName()).isNotEqualTo(first.getName());
    assertThat(first.getName()).matches("tenants/acme/sessions/[a-z0-9]{26}");
    assertThat(first.getChannel()).isEqualTo("app");
    assertThat(first.getLocale()).isEqualTo("en");
    assertThat(first.getAgent()).isEqualTo("delivery");
    assertThat(first.getState()).isEqualTo(Session.State.OPEN);
    assertThat(first.getEtag()).isEqualTo("\"1\"");
  }

  @Test
  void aRepeatedMessageIsRecordedOnce() {
    var first = client.sendMessage(message("hello", "r"));
    assertThat(first.getSequence()).isEqualTo(2);
    assertThat(client.sendMessage(message("hello", "r"))).isEqualTo(first);
    assertThat(session().getLastSequence()).isEqualTo(2);
  }

  @Test
  void aSessionClosesWithItsCurrentEtag() {
    var request = CloseSessionRequest.newBuilder().setName(NAME).setRequestId("c");
    var closed = client.closeSession(request.setEtag(session().getEtag()).build());
    assertThat(closed.getState()).isEqualTo(Session.State.CLOSED);
    assertThat(closed.getLastSequence()).isEqualTo(2);
  }

  @Test
  void theLargestTextIsTaken() {
    assertThat(client.sendMessage(message("ü".repeat(8_192), "r")).getSequence()).isEqualTo(2);
  }

  @Test
  void theContextIsTheSessions() {
    var name = NAME + "/context";
    var context = client.getContext(GetContextRequest.newBuilder().setName(name).build());
    assertThat(context.getName()).isEqualTo(name);
    assertThat(context.getVersion()).isEqualTo(1);
    assertThat(context.getTurns(0).getRole()).isEqualTo("user");
  }

  @Test
  void eventsAreListedPageByPageWithoutGapOrRepetition() {
    for (int i = 0; i < 24; i++) {
      open.sessions.say(OpenDoor.ID, "m" + i);
    }
    var sequences = new ArrayList<Long>();
    var request =
        ListEventsRequest.newBuilder().setParent(NAME).setAfterSequence(3).setPageSize(10);
    ListEventsResponse page;
    do {
      page = client.listEvents(request.build());
      page.getEventsList().stream().map(Event::getSequence).forEach(sequences::add);
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertThat(sequences)
        .hasSize(22)
        .startsWith(4L)
        .endsWith(25L)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aPageOfLargeEventsStaysFarBelowWhatClientsAccept() {
    for (int i = 0; i < 200; i++) {
      open.sessions.say(OpenDoor.ID, "x".repeat(16_000));
    }
    var request = ListEventsRequest.newBuilder().setParent(NAME).setPageSize(1_000).build();
    var page = client.listEvents(request);
    assertThat(page.getSerializedSize()).isLessThan(2 << 20);
    assertThat(page.getNextPageToken()).isNotEmpty();
  }

  @Test
  void sessionsAreListedPageByPageInTheOrderOfTheirIds() {
    for (var id : List.of("c", "a", "b", "d")) {
      client.createSession(create(id, "create-" + id));
    }
    var request = ListSessionsRequest.newBuilder().setParent(TENANT).setPageSize(3);
    var first = client.listSessions(request.build());
    var second = client.listSessions(request.setPageToken(first.getNextPageToken()).build());
    var names = new ArrayList<String>();
    first.getSessionsList().forEach(it -> names.add(it.getName()));
    second.getSessionsList().forEach(it -> names.add(it.getName()));
    assertThat(names).hasSize(5).isSorted().endsWith(NAME);
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void everyRejectionHasItsOwnReason() {
    for (var rejection : Rejection.Plain.values()) {
      open.sessions.force(Optional.of(new Rejected(rejection)));
      var error = refused();
      assertThat(error.getStatus().getCode()).isNotIn(Code.UNKNOWN, Code.INTERNAL);
      assertThat(info(error).getReason()).isNotEmpty();
      var retryable = info(error).getReason().matches("STORE_UNAVAILABLE|SHARD_MOVING");
      assertThat(error.getStatus().getCode() == Code.UNAVAILABLE).isEqualTo(retryable);
    }
  }

  @Test
  void theStoreBeingAwayIsUnavailableForListsToo() {
    open.sessions.storeAway(true);
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> client.listEvents(ListEventsRequest.newBuilder().setParent(NAME).build()));
    assertThat(error.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(info(error).getReason()).isEqualTo("STORE_UNAVAILABLE");
  }

  @Test
  void aFaultOfTheServerLeavesAsAnIncidentAndNothingElse() {
    open.sessions.force(Optional.of(new Recorded(1, java.time.Instant.EPOCH)));
    var error = catchThrowableOfType(StatusRuntimeException.class, this::session);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INTERNAL);
    assertThat(info(error).getReason()).isEqualTo("INTERNAL");
    assertThat(info(error).getMetadataOrThrow("incident")).isNotEmpty();
    assertThat(error.getStatus().getDescription()).doesNotContain("switchboard.");
  }

  @Test
  void bytesThatAreNoMessageAreTheClientsFault() {
    var error = sendBytes("SendMessage", new byte[] {(byte) 0xff, 1, 2, 3});
    assertThat(error.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(info(error).getReason()).isEqualTo("INVALID_FIELD");
    var badText = sendBytes("SendMessage", new byte[] {0x12, 1, (byte) 0xff});
    assertThat(badText.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(session().getLastSequence()).isEqualTo(1);
  }

  @Test
  void aCallWithoutARequestLeavesWithAReasonToo() {
    var call =
        client
            .getChannel()
            .newCall(ConversationServiceGrpc.getGetSessionMethod(), CallOptions.DEFAULT);
    var closed = new CompletableFuture<StatusRuntimeException>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.complete(status.asRuntimeException(trailers));
          }
        },
        new Metadata());
    call.request(1);
    call.halfClose();
    assertThat(info(closed.orTimeout(5, TimeUnit.SECONDS).join()).getReason())
        .isEqualTo("INTERNAL");
  }

  @Test
  void bytesThatAreNoMessageEndAStreamAndLeaveNothingBehind() {
    var attach = ConverseRequest.Attach.newBuilder().setSession(NAME);
    var stream = Client.<byte[], byte[]>reading();
    ClientCalls.asyncBidiStreamingCall(
        open.connect()
            .newCall(
                descriptor("Converse", MethodDescriptor.MethodType.BIDI_STREAMING),
                CallOptions.DEFAULT),
        stream);
    stream.say(ConverseRequest.newBuilder().setAttach(attach).build().toByteArray());
    await().until(() -> stream.received().size() == 2);
    stream.say(new byte[] {(byte) 0xff, 1, 2, 3});
    await().until(() -> stream.end().isPresent());
    assertThat(info((StatusRuntimeException) stream.failure()).getReason())
        .isEqualTo("INVALID_FIELD");
    await().until(() -> open.push.connections() == 0);
  }

  @Test
  void aFrameBeyondTheLimitIsCutOffAndTheConnectionGoesOn() {
    var error = sendBytes("SendMessage", new byte[200_000]);
    assertThat(error.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(session().getLastSequence()).isEqualTo(1);
  }

  @Test
  void anUnknownMethodIsUnimplemented() {
    assertThat(sendBytes("DoNothing", new byte[0]).getStatus().getCode())
        .isEqualTo(Code.UNIMPLEMENTED);
  }

  @Test
  void healthSaysServingUntilTheNodeLeaves() {
    var health = HealthGrpc.newBlockingStub(open.connect());
    var request =
        HealthCheckRequest.newBuilder().setService(ConversationServiceGrpc.SERVICE_NAME).build();
    assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
    open.door.drain();
    assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(session().getLastSequence()).isEqualTo(1);
  }

  @Test
  void reflectionTellsOfTheServiceAndItsContract() throws Exception {
    var answers = new CompletableFuture<ServerReflectionResponse>();
    var requests =
        ServerReflectionGrpc.newStub(open.connect())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answers.complete(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    answers.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol(ConversationServiceGrpc.SERVICE_NAME)
            .build());
    var answer = answers.get(5, TimeUnit.SECONDS);
    assertThat(answer.getFileDescriptorResponse().getFileDescriptorProtoList()).isNotEmpty();
    requests.onCompleted();
  }

  private Session session() {
    return client.getSession(GetSessionRequest.newBuilder().setName(NAME).build());
  }

  private StatusRuntimeException refused() {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> client.sendMessage(message("x", "r")));
  }

  private StatusRuntimeException sendBytes(String method, byte[] bytes) {
    return catchThrowableOfType(
        StatusRuntimeException.class,
        () ->
            ClientCalls.blockingUnaryCall(
                client.getChannel(),
                descriptor(method, MethodDescriptor.MethodType.UNARY),
                CallOptions.DEFAULT,
                bytes));
  }

  private static MethodDescriptor<byte[], byte[]> descriptor(
      String method, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(ConversationServiceGrpc.SERVICE_NAME + "/" + method)
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
