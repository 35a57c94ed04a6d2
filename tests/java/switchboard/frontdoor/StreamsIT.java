package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.frontdoor.OpenDoor.ID;
import static switchboard.frontdoor.OpenDoor.NAME;
import static switchboard.frontdoor.OpenDoor.create;
import static switchboard.frontdoor.OpenDoor.info;
import static switchboard.frontdoor.OpenDoor.message;

import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.session.LiveFeed;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.Delta;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

class StreamsIT {
  private OpenDoor open;
  private ManagedChannel channel;
  private ConversationServiceBlockingStub client;

  @BeforeEach
  void open() {
    open = new OpenDoor();
    channel = open.connect();
    client = open.client();
    client.createSession(create("one", "create"));
  }

  @AfterEach
  void close() {
    open.close();
  }

  @Test
  void subscribeReplaysThenGoesOnLiveAndEndsWithTheSession() {
    client.sendMessage(message("first", "a"));
    var stream = subscribe(0);
    awaitEvents(stream, 2);
    client.sendMessage(message("second", "b"));
    closeSession();
    awaitEnd(stream, Code.OK);
    assertThat(sequences(stream)).containsExactly(1L, 2L, 3L, 4L);
    var after = subscribe(4);
    awaitEnd(after, Code.OK);
    assertThat(after.received()).isEmpty();
  }

  @Test
  void converseAttachesRecordsAcknowledgesAndCarriesTheEvents() {
    var stream = converse();
    stream.say(attach(NAME, 0));
    stream.say(say("hello", "a"));
    stream.say(say("hello", "a"));
    stream.say(say(" ", "b"));
    stream.say(say("x".repeat(16_385), "c"));
    stream.say(say("something else", "a"));
    await().until(() -> stream.received().size() == 1 + 2 + 2 + 3);
    assertThat(stream.received().getFirst().getAttached().getSession()).isEqualTo(NAME);
    assertThat(acknowledged(stream)).containsExactly(2L, 2L);
    assertThat(refusals(stream))
        .containsExactlyInAnyOrder("b INVALID_FIELD", "c MESSAGE_TOO_LARGE", "a REQUEST_ID_REUSED");
    stream.halfClose();
    awaitEnd(stream, Code.OK);
    assertThat(client.sendMessage(message("hello", "a")).getSequence()).isEqualTo(2);
  }

  @Test
  void aMessageToAnEndedSessionIsRefusedAndTheStreamEndsSoonAfter() {
    closeSession();
    var stream = converse();
    stream.say(attach(NAME, 0));
    stream.say(say("hello?", "a"));
    awaitEnd(stream, Code.OK);
    assertThat(refusals(stream)).containsExactly("a SESSION_ENDED");
    assertThat(stream.received()).filteredOn(ConverseResponse::hasEvent).hasSize(2);
  }

  @Test
  void aStreamThatStartsWithoutAttachOrAttachesTwiceEnds() {
    var unattached = converse();
    unattached.say(say("hello", "a"));
    awaitRefused(unattached, Code.INVALID_ARGUMENT, "INVALID_FIELD");
    var empty = converse();
    empty.say(ConverseRequest.getDefaultInstance());
    awaitRefused(empty, Code.INVALID_ARGUMENT, "INVALID_FIELD");
    var silent = converse();
    silent.halfClose();
    awaitRefused(silent, Code.INVALID_ARGUMENT, "INVALID_FIELD");
    var other = subscribe(0);
    var twice = converse();
    twice.say(attach(NAME, 0));
    twice.say(attach(NAME, 0));
    awaitRefused(twice, Code.INVALID_ARGUMENT, "INVALID_FIELD");
    client.sendMessage(message("still here", "b"));
    awaitEvents(other, 2);
  }

  @Test
  void aRefusedAttachEndsTheStreamWithItsReason() {
    awaitRefused(attached("nonsense", 0), Code.INVALID_ARGUMENT, "INVALID_FIELD");
    awaitRefused(attached(NAME, -1), Code.INVALID_ARGUMENT, "INVALID_FIELD");
    awaitRefused(attached("tenants/acme/sessions/none", 0), Code.NOT_FOUND, "SESSION_NOT_FOUND");
    awaitRefused(attached(NAME, 2), Code.OUT_OF_RANGE, "CURSOR_PAST_END");
    for (int i = 0; i < 5; i++) {
      open.sessions.say(ID, "m");
    }
    open.sessions.trim(ID, 4);
    awaitRefused(attached(NAME, 1), Code.OUT_OF_RANGE, "CURSOR_TRIMMED");
    await().until(() -> open.push.connections() == 0);
  }

  @Test
  void aClientThatCancelsLeavesNothingBehindAndDisturbsNobody() {
    var staying = subscribe(0);
    var leaving = converse();
    leaving.say(attach(NAME, 0));
    var cut = open.connect();
    var cutStream = Client.<SubscribeRequest, SubscribeResponse>reading();
    ConversationServiceGrpc.newStub(cut).subscribe(subscription(0), cutStream);
    awaitEvents(staying, 1);
    await().until(() -> open.push.connections() == 3);
    leaving.cancel();
    cut.shutdownNow();
    await().until(() -> open.push.connections() == 1);
    client.sendMessage(message("hello", "a"));
    awaitEvents(staying, 2);
  }

  @Test
  void typingIsShownToTheOthersAndNeverRecorded() {
    var one = converse();
    one.say(attach(NAME, 1));
    var other = converse();
    other.say(attach(NAME, 1));
    await().until(() -> one.received().size() == 1 && other.received().size() == 1);
    one.say(ConverseRequest.newBuilder().setTyping(ConverseRequest.Typing.newBuilder()).build());
    await().until(() -> other.received().size() == 2);
    assertThat(other.received().getLast().hasTyping()).isTrue();
    assertThat(one.received()).hasSize(1);
    assertThat(open.sessions.last(ID)).isEqualTo(1);
  }

  @Test
  void piecesOfAnAnswerAreShownToThoseWhoAskAndNeverReplayed() {
    var conversing = converse();
    conversing.say(attach(NAME, 0));
    var withPieces = Client.<SubscribeRequest, SubscribeResponse>reading();
    ConversationServiceGrpc.newStub(channel)
        .subscribe(subscription(0).toBuilder().setIncludeDeltas(true).build(), withPieces);
    var eventsOnly = subscribe(0);
    awaitEvents(withPieces, 1);
    awaitEvents(eventsOnly, 1);
    await().until(() -> conversing.received().size() == 2);
    open.sessions.piece(ID, new LiveFeed.Delta(1, 2, "On its"));
    awaitEvents(withPieces, 2);
    await().until(() -> conversing.received().size() == 3);
    assertThat(withPieces.received().getLast().getDelta())
        .isEqualTo(conversing.received().getLast().getDelta())
        .isEqualTo(Delta.newBuilder().setTurn(1).setAttempt(2).setText("On its").build());
    open.sessions.say(ID, "On its way.");
    awaitEvents(withPieces, 3);
    awaitEvents(eventsOnly, 2);
    var late = subscribe(0);
    awaitEvents(late, 2);
    assertThat(sequences(late)).containsExactly(1L, 2L);
    assertThat(sequences(eventsOnly)).containsExactly(1L, 2L);
  }

  @Test
  void movesAndDeathsOfTheSessionDoNotShow() {
    var random = new Random(7);
    var stream = subscribe(0);
    for (int i = 0; i < 500; i++) {
      switch (random.nextInt(10)) {
        case 0 -> open.sessions.move(ID);
        case 1 -> open.sessions.die(ID);
        default -> open.sessions.say(ID, "m" + i);
      }
    }
    closeSession();
    awaitEnd(stream, Code.OK);
    var all = LongStream.rangeClosed(1, open.sessions.last(ID)).boxed().toList();
    assertThat(sequences(stream)).isEqualTo(all);
  }

  @Test
  void aSlowReaderIsServedFromTheJournalAndHoldsNothing() {
    var slow = Client.<SubscribeRequest, SubscribeResponse>readingOnly(1);
    ConversationServiceGrpc.newStub(channel).subscribe(subscription(0), slow);
    awaitEvents(slow, 1);
    int total = 4_000;
    for (int i = 1; i < total; i++) {
      open.sessions.say(ID, "x".repeat(4_000));
    }
    var quick = Client.<SubscribeRequest, SubscribeResponse>reading();
    ConversationServiceGrpc.newStub(open.connect()).subscribe(subscription(total - 1), quick);
    awaitEvents(quick, 1);
    // 16 MB were recorded: what the transport takes on its own is about 1 MB, the rest stays put
    int readsWhileSlow = open.sessions.reads();
    assertThat(readsWhileSlow).isLessThan(total / 64 / 2);
    assertThat(slow.received()).hasSize(1);
    slow.readAll();
    awaitEvents(slow, total);
    assertThat(sequences(slow)).isEqualTo(LongStream.rangeClosed(1, total).boxed().toList());
  }

  @Test
  void aClientThatFloodsIsReadOnlyAsFastAsItIsAnswered() {
    var stream = converse();
    stream.say(attach(NAME, 1));
    for (int i = 0; i < 1_000; i++) {
      stream.say(say("m", "r" + i));
    }
    stream.halfClose();
    awaitEnd(stream, Code.OK);
    assertThat(acknowledged(stream)).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(open.sessions.last(ID)).isEqualTo(1_001);
  }

  @Test
  void streamsEndWhenTheNodeLeavesAndNewOnesAreRefused() {
    var subscribed = subscribe(0);
    var conversing = converse();
    conversing.say(attach(NAME, 0));
    awaitEvents(subscribed, 1);
    await().until(() -> conversing.received().size() == 2);
    open.door.drain();
    awaitRefused(subscribed, Code.UNAVAILABLE, "NODE_LEAVING");
    awaitRefused(conversing, Code.UNAVAILABLE, "NODE_LEAVING");
    for (var stream : List.of(subscribed, conversing)) {
      var status = StatusProto.fromThrowable(stream.failure());
      assertThat(info(status).getMetadataMap()).containsEntry("after_sequence", "1");
      assertThat(status.getDetailsList()).anyMatch(detail -> detail.is(RetryInfo.class));
    }
    awaitRefused(subscribe(0), Code.UNAVAILABLE, "NODE_LEAVING");
    awaitRefused(converse(), Code.UNAVAILABLE, "NODE_LEAVING");
  }

  private Client<SubscribeRequest, SubscribeResponse> subscribe(long after) {
    var stream = Client.<SubscribeRequest, SubscribeResponse>reading();
    ConversationServiceGrpc.newStub(channel).subscribe(subscription(after), stream);
    return stream;
  }

  private Client<ConverseRequest, ConverseResponse> converse() {
    var stream = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(channel).converse(stream);
    return stream;
  }

  private Client<ConverseRequest, ConverseResponse> attached(String name, long after) {
    var stream = converse();
    stream.say(attach(name, after));
    return stream;
  }

  private void closeSession() {
    client.closeSession(
        CloseSessionRequest.newBuilder().setName(NAME).setRequestId("close").build());
  }

  private static SubscribeRequest subscription(long after) {
    return SubscribeRequest.newBuilder().setSession(NAME).setAfterSequence(after).build();
  }

  private static ConverseRequest attach(String name, long after) {
    var attach = ConverseRequest.Attach.newBuilder().setSession(name).setAfterSequence(after);
    return ConverseRequest.newBuilder().setAttach(attach).build();
  }

  private static ConverseRequest say(String text, String requestId) {
    var message = ConverseRequest.Message.newBuilder().setText(text).setRequestId(requestId);
    return ConverseRequest.newBuilder().setMessage(message).build();
  }

  private static List<Long> sequences(Client<?, SubscribeResponse> stream) {
    return stream.received().stream().map(it -> it.getEvent().getSequence()).toList();
  }

  private static List<Long> acknowledged(Client<?, ConverseResponse> stream) {
    return stream.received().stream()
        .filter(ConverseResponse::hasAcknowledgement)
        .map(it -> it.getAcknowledgement().getSequence())
        .toList();
  }

  private static List<String> refusals(Client<?, ConverseResponse> stream) {
    return stream.received().stream()
        .filter(ConverseResponse::hasRefused)
        .map(ConverseResponse::getRefused)
        .map(it -> it.getRequestId() + " " + info(it.getStatus()).getReason())
        .toList();
  }

  private static void awaitEvents(Client<?, ?> stream, int count) {
    await().atMost(Duration.ofSeconds(20)).until(() -> stream.received().size() == count);
  }

  private static void awaitEnd(Client<?, ?> stream, Code code) {
    await().atMost(Duration.ofSeconds(20)).until(() -> stream.end().isPresent());
    assertThat(stream.end().orElseThrow().getCode()).isEqualTo(code);
  }

  private static void awaitRefused(Client<?, ?> stream, Code code, String reason) {
    awaitEnd(stream, code);
    assertThat(info((StatusRuntimeException) stream.failure()).getReason()).isEqualTo(reason);
  }
}
