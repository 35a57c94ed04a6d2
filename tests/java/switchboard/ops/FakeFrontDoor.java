package switchboard.ops;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Consumer;
import switchboard.v1.Context;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceImplBase;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.Event;
import switchboard.v1.GetContextRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.ListEventsResponse;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.SendMessageResponse;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;
import switchboard.v1.UpdateContextRequest;

/** The conversation service over a {@link FakeCluster}: the happy path of the contract only. */
final class FakeFrontDoor extends ConversationServiceImplBase {
  private final FakeCluster cluster;

  FakeFrontDoor(FakeCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void createSession(CreateSessionRequest request, StreamObserver<Session> answer) {
    var id = request.getSessionId().isEmpty() ? request.getRequestId() : request.getSessionId();
    var name = request.getParent() + "/sessions/" + id;
    cluster.create(
        name,
        Event.SessionCreated.newBuilder()
            .setSubject(request.getSession().getSubject())
            .setAgent(request.getSession().getAgent())
            .build());
    answer(answer, Session.newBuilder().setName(name).build());
  }

  @Override
  public void getSession(GetSessionRequest request, StreamObserver<Session> answer) {
    answer(answer, Session.newBuilder().setName(request.getName()).build());
  }

  @Override
  public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> answer) {
    long sequence = cluster.say(request.getSession(), request.getText(), request.getRequestId());
    answer(answer, SendMessageResponse.newBuilder().setSequence(sequence).build());
  }

  @Override
  public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> answer) {
    long after =
        request.getPageToken().isEmpty()
            ? request.getAfterSequence()
            : Long.parseLong(request.getPageToken());
    var all = cluster.events(request.getParent(), after);
    int size = Math.min(all.size(), request.getPageSize());
    var page = ListEventsResponse.newBuilder().addAllEvents(all.subList(0, size));
    if (size < all.size()) {
      page.setNextPageToken("" + (after + size));
    }
    answer(answer, page.build());
  }

  @Override
  public void getContext(GetContextRequest request, StreamObserver<Context> answer) {
    var session = request.getName().replace("/context", "");
    answer(answer, cluster.context(session, request.getSequence()));
  }

  @Override
  public void updateContext(UpdateContextRequest request, StreamObserver<Context> answer) {
    cluster
        .update(request)
        .ifPresentOrElse(
            context -> answer(answer, context),
            () -> answer.onError(Status.ABORTED.asRuntimeException()));
  }

  @Override
  public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> answer) {
    Consumer<Event> stream =
        event -> answer.onNext(SubscribeResponse.newBuilder().setEvent(event).build());
    detachOnCancel(request.getSession(), stream, answer);
    cluster.attach(request.getSession(), request.getAfterSequence(), stream);
  }

  @Override
  public StreamObserver<ConverseRequest> converse(StreamObserver<ConverseResponse> answer) {
    return new Dialogue(answer);
  }

  private void detachOnCancel(String session, Consumer<Event> stream, StreamObserver<?> answer) {
    ((ServerCallStreamObserver<?>) answer)
        .setOnCancelHandler(() -> cluster.detach(session, stream));
  }

  private static <T> void answer(StreamObserver<T> answer, T value) {
    answer.onNext(value);
    answer.onCompleted();
  }

  private final class Dialogue implements StreamObserver<ConverseRequest> {
    private final StreamObserver<ConverseResponse> answer;
    private final Consumer<Event> stream;
    private String session;

    Dialogue(StreamObserver<ConverseResponse> answer) {
      this.answer = answer;
      this.stream = event -> push(ConverseResponse.newBuilder().setEvent(event));
      var call = (ServerCallStreamObserver<ConverseResponse>) answer;
      call.setOnCancelHandler(() -> leave());
    }

    private synchronized void push(ConverseResponse.Builder response) {
      answer.onNext(response.build());
    }

    private void leave() {
      if (session != null) {
        cluster.detach(session, stream);
      }
    }

    @Override
    public void onNext(ConverseRequest request) {
      if (request.hasAttach()) {
        session = request.getAttach().getSession();
        push(ConverseResponse.newBuilder().setAttached(attached()));
        cluster.attach(session, request.getAttach().getAfterSequence(), stream);
        return;
      }
      var message = request.getMessage();
      long sequence = cluster.say(session, message.getText(), message.getRequestId());
      push(
          ConverseResponse.newBuilder()
              .setAcknowledgement(
                  ConverseResponse.Acknowledgement.newBuilder()
                      .setRequestId(message.getRequestId())
                      .setSequence(sequence)));
    }

    private ConverseResponse.Attached attached() {
      return ConverseResponse.Attached.newBuilder().setSession(session).build();
    }

    @Override
    public void onError(Throwable error) {
      leave();
    }

    @Override
    public void onCompleted() {
      leave();
      answer.onCompleted();
    }
  }
}
