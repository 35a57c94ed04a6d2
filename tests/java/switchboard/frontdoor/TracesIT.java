package switchboard.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static switchboard.frontdoor.OpenDoor.NAME;
import static switchboard.frontdoor.OpenDoor.create;
import static switchboard.frontdoor.OpenDoor.message;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.Event;
import switchboard.v1.ListEventsRequest;

/** The trace context of what is said comes from the request, or from the call's metadata. */
class TracesIT {
  private static final String ONE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String TWO = "00-11111111111111111111111111111111-2222222222222222-00";
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

  private ConversationServiceBlockingStub sending(String traceparent) {
    var metadata = new Metadata();
    metadata.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
    return client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private Event last() {
    return client
        .listEvents(ListEventsRequest.newBuilder().setParent(NAME).build())
        .getEventsList()
        .getLast();
  }

  @Test
  void aRequestsOwnTraceIsTaken() {
    client.sendMessage(message("hello", "m1").toBuilder().setTraceparent(ONE).build());
    assertThat(last().getTraceparent()).isEqualTo(ONE);
    sending(TWO).sendMessage(message("hello", "m2").toBuilder().setTraceparent(ONE).build());
    assertThat(last().getTraceparent()).isEqualTo(ONE);
  }

  @Test
  void withoutOneThatOfTheCallIsTaken() {
    sending(TWO).sendMessage(message("hello", "m1"));
    assertThat(last().getTraceparent()).isEqualTo(TWO);
    client.sendMessage(message("hello", "m2"));
    assertThat(last().getTraceparent()).isEmpty();
  }

  @Test
  void oneThatIsMalformedIsIgnoredAndARepetitionMayComeInAnotherTrace() {
    var first = sending("not a trace").sendMessage(message("hello", "m1"));
    assertThat(last().getTraceparent()).isEmpty();
    var again = client.sendMessage(message("hello", "m1").toBuilder().setTraceparent(ONE).build());
    assertThat(again).isEqualTo(first);
    assertThat(last().getTraceparent()).isEmpty();
  }

  @Test
  void aMessageOnAStreamHasATraceOfItsOwn() {
    var stream = Client.<ConverseRequest, ConverseResponse>reading();
    ConversationServiceGrpc.newStub(client.getChannel()).converse(stream);
    stream.say(
        ConverseRequest.newBuilder()
            .setAttach(ConverseRequest.Attach.newBuilder().setSession(NAME))
            .build());
    var message =
        ConverseRequest.Message.newBuilder()
            .setText("hello")
            .setRequestId("m1")
            .setTraceparent(ONE);
    stream.say(ConverseRequest.newBuilder().setMessage(message).build());
    await().until(() -> stream.received().stream().anyMatch(ConverseResponse::hasAcknowledgement));
    assertThat(last().getTraceparent()).isEqualTo(ONE);
    stream.halfClose();
  }
}
