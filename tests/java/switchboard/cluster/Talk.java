package switchboard.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.ConverseRequest;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;

/** What clients say. */
final class Talk {
  static final String TENANT = "tenants/acme";

  private Talk() {}

  /** Creates a session with a name of its own and returns the name. */
  static String create(ConversationServiceBlockingStub client, String agent) {
    return client
        .createSession(create("s-" + UUID.randomUUID(), agent, UUID.randomUUID().toString()))
        .getName();
  }

  static CreateSessionRequest create(String id, String agent, String requestId) {
    return CreateSessionRequest.newBuilder()
        .setParent(TENANT)
        .setSessionId(id)
        .setRequestId(requestId)
        .setSession(Session.newBuilder().setSubject("partner-1042").setAgent(agent))
        .build();
  }

  static SendMessageRequest message(String session, String text, String requestId) {
    return SendMessageRequest.newBuilder()
        .setSession(session)
        .setText(text)
        .setRequestId(requestId)
        .build();
  }

  static SendMessageRequest message(String session, String text) {
    return message(session, text, UUID.randomUUID().toString());
  }

  static CloseSessionRequest close(String session, String requestId) {
    return CloseSessionRequest.newBuilder().setName(session).setRequestId(requestId).build();
  }

  static GetSessionRequest get(String session) {
    return GetSessionRequest.newBuilder().setName(session).build();
  }

  static GetContextRequest context(String session) {
    return GetContextRequest.newBuilder().setName(session + "/context").build();
  }

  static SubscribeRequest subscribe(String session, long after) {
    return SubscribeRequest.newBuilder().setSession(session).setAfterSequence(after).build();
  }

  static ListEventsRequest list(String session, long after) {
    return ListEventsRequest.newBuilder()
        .setParent(session)
        .setAfterSequence(after)
        .setPageSize(1000)
        .build();
  }

  static ConverseRequest attach(String session, long after) {
    return ConverseRequest.newBuilder()
        .setAttach(ConverseRequest.Attach.newBuilder().setSession(session).setAfterSequence(after))
        .build();
  }

  static ConverseRequest says(String text, String requestId) {
    return ConverseRequest.newBuilder()
        .setMessage(ConverseRequest.Message.newBuilder().setText(text).setRequestId(requestId))
        .build();
  }

  /** All events of a session, page by page. */
  static List<Event> events(ConversationServiceBlockingStub client, String session) {
    var events = new ArrayList<Event>();
    var request = list(session, 0);
    do {
      var page = client.listEvents(request);
      events.addAll(page.getEventsList());
      request = request.toBuilder().setPageToken(page.getNextPageToken()).build();
    } while (!request.getPageToken().isEmpty());
    return events;
  }

  /** The reason of an error, which has exactly one. */
  static String reason(Throwable error) {
    return reason(StatusProto.fromThrowable(error));
  }

  static String reason(com.google.rpc.Status status) {
    try {
      return status.getDetailsList().stream()
          .filter(detail -> detail.is(ErrorInfo.class))
          .findFirst()
          .orElseThrow()
          .unpack(ErrorInfo.class)
          .getReason();
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** The code and reason with which a call is refused, such as {@code NOT_FOUND X}. */
  static String refusal(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode() + " " + reason(refused);
    }
    return "OK";
  }
}
