package switchboard.faults;

import com.google.longrunning.GetOperationRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceBlockingStub;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.Session;

/** What clients ask for, and how they read a refusal. */
final class Calls {
  static final String TENANT = "tenants/acme";

  private Calls() {}

  static String newId(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }

  static String name(String sessionId) {
    return TENANT + "/sessions/" + sessionId;
  }

  static CreateSessionRequest create(
      String sessionId, String subject, String agent, String request) {
    return CreateSessionRequest.newBuilder()
        .setParent(TENANT)
        .setSessionId(sessionId)
        .setRequestId(request)
        .setSession(Session.newBuilder().setSubject(subject).setAgent(agent))
        .build();
  }

  static GetSessionRequest get(String session) {
    return GetSessionRequest.newBuilder().setName(session).build();
  }

  static CloseSessionRequest close(String session, String request) {
    return CloseSessionRequest.newBuilder().setName(session).setRequestId(request).build();
  }

  static GetOperationRequest operation(String name) {
    return GetOperationRequest.newBuilder().setName(name).build();
  }

  static GetContextRequest context(String session) {
    return GetContextRequest.newBuilder().setName(session + "/context").build();
  }

  static SendMessageRequest message(String session, String text, String request) {
    return SendMessageRequest.newBuilder()
        .setSession(session)
        .setText(text)
        .setRequestId(request)
        .build();
  }

  /** All events of a session, page by page. */
  static List<Event> events(ConversationServiceBlockingStub client, String session) {
    var events = new ArrayList<Event>();
    var request = ListEventsRequest.newBuilder().setParent(session).setPageSize(1000).build();
    do {
      var page = client.listEvents(request);
      events.addAll(page.getEventsList());
      request = request.toBuilder().setPageToken(page.getNextPageToken()).build();
    } while (!request.getPageToken().isEmpty());
    return events;
  }

  /** Code and reason of an answer, such as {@code ABORTED STALE_ETAG}, or {@code OK}. */
  static String outcome(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode() + " " + info(refused).getReason();
    }
    return "OK";
  }

  /** What a refusal says of itself; it has exactly one such part. */
  static ErrorInfo info(StatusRuntimeException refused) {
    try {
      for (var detail : StatusProto.fromThrowable(refused).getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class);
        }
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw new AssertionError(malformed);
    }
    throw new AssertionError("a refusal without a reason", refused);
  }
}
