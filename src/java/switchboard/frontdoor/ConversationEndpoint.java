package switchboard.frontdoor;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.rpc.Answers;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.Sessions;
import switchboard.v1.CloseSessionRequest;
import switchboard.v1.Context;
import switchboard.v1.ConversationServiceGrpc.ConversationServiceImplBase;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.CreateSessionRequest;
import switchboard.v1.ForkSessionRequest;
import switchboard.v1.GetContextRequest;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.ListEventsRequest;
import switchboard.v1.ListEventsResponse;
import switchboard.v1.ListSessionsRequest;
import switchboard.v1.ListSessionsResponse;
import switchboard.v1.SendMessageRequest;
import switchboard.v1.SendMessageResponse;
import switchboard.v1.Session;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;
import switchboard.v1.UpdateContextRequest;
import switchboard.wire.ContextChanges;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicContexts;
import switchboard.wire.PublicErrors;
import switchboard.wire.PublicEvents;
import switchboard.wire.PublicRequests;
import switchboard.wire.PublicSessions;

/**
 * ConversationService: checks a request, asks the session or the store, and words the answer. Never
 * blocks.
 */
final class ConversationEndpoint extends ConversationServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(ConversationEndpoint.class);

  private final Answers answers = new Answers(LOG, "ConversationService");
  private final Sessions sessions;
  private final Lists lists;
  private final PastContexts past;
  private final Streams streams;
  private final FrontDoorSettings settings;

  ConversationEndpoint(
      Sessions sessions,
      Lists lists,
      PastContexts past,
      Streams streams,
      FrontDoorSettings settings) {
    this.sessions = sessions;
    this.lists = lists;
    this.past = past;
    this.streams = streams;
    this.settings = settings;
  }

  @Override
  public void createSession(CreateSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var wanted = request.getSession();
    var tenant = checks.tenant("parent", request.getParent());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var ownId = checks.optionalSessionId("session_id", request.getSessionId());
    var create =
        PublicRequests.create(
            requestId,
            checks.subject("session.subject", wanted.getSubject()),
            checks.channel("session.channel", wanted.getChannel()),
            checks.locale("session.locale", wanted.getLocale()),
            checks.agent("session.agent", wanted.getAgent(), settings.agents()));
    answers.answer(
        checks, observer, () -> changeAndView(newSession(tenant, ownId, requestId), create));
  }

  @Override
  public void closeSession(CloseSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var id = checks.session("name", request.getName());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var etag = checks.optionalEtag("etag", request.getEtag());
    answers.answer(
        checks, observer, () -> changeAndView(id, PublicRequests.close(requestId, etag)));
  }

  /** The session as it stands after a change; the change is durable before it is read. */
  private CompletionStage<Outcome<Session>> changeAndView(SessionId id, SessionCommand command) {
    var budget = Budget.ofCurrentCall(settings);
    return sessions
        .execute(id, command, budget.left())
        .thenCompose(
            reply ->
                reply instanceof SessionReply.Recorded
                    ? sessions.execute(id, SessionCommand.Get.SESSION, budget.left())
                    : CompletableFuture.completedFuture(reply))
        .thenApply(ConversationEndpoint::session);
  }

  @Override
  public void getSession(GetSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var id = checks.session("name", request.getName());
    answers.answer(
        checks,
        observer,
        () -> execute(id, SessionCommand.Get.SESSION).thenApply(ConversationEndpoint::session));
  }

  @Override
  public void getContext(GetContextRequest request, StreamObserver<Context> observer) {
    var checks = new FieldChecks();
    var id = checks.context("name", request.getName());
    var sequence = checks.afterSequence("sequence", request.getSequence());
    answers.answer(
        checks,
        observer,
        () ->
            (sequence == 0 ? execute(id, SessionCommand.Get.CONTEXT) : past.contextAt(id, sequence))
                .thenApply(ConversationEndpoint::context));
  }

  @Override
  public void updateContext(UpdateContextRequest request, StreamObserver<Context> observer) {
    var checks = new FieldChecks();
    var id = checks.context("context.name", request.getContext().getName());
    var change = ContextChanges.read(checks, request);
    answers.answer(
        checks,
        observer,
        () ->
            execute(id, change)
                .thenCompose(
                    reply ->
                        reply instanceof SessionReply.Recorded(var sequence, _, _)
                            // a repetition: what the first one was answered
                            ? past.contextAt(id, sequence)
                            : CompletableFuture.completedStage(reply))
                .thenApply(ConversationEndpoint::context));
  }

  @Override
  public void forkSession(ForkSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var source = checks.session("name", request.getName());
    var sequence = checks.afterSequence("sequence", request.getSequence());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var ownId = checks.optionalSessionId("session_id", request.getSessionId());
    answers.answer(
        checks,
        observer,
        () ->
            changeAndView(
                newSession(source.tenant(), ownId, requestId),
                PublicRequests.fork(requestId, source, sequence)));
  }

  private static SessionId newSession(String tenant, String ownId, String requestId) {
    return ownId.isEmpty()
        ? PublicRequests.derivedSession(tenant, requestId)
        : new SessionId(tenant, ownId);
  }

  @Override
  public void sendMessage(
      SendMessageRequest request, StreamObserver<SendMessageResponse> observer) {
    var checks = new FieldChecks();
    var id = checks.session("session", request.getSession());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var text = checks.text("text", request.getText());
    var whenBusy = checks.whenBusy("when_busy", request.getWhenBusy());
    var note = AnsweringNode.current();
    var trace = WatchedCalls.trace(request.getTraceparent());
    answers.answer(
        checks,
        observer,
        () ->
            execute(id, PublicRequests.sendMessage(requestId, text, trace, whenBusy))
                .thenApply(reply -> acknowledgement(reply, note)));
  }

  private CompletionStage<SessionReply> execute(SessionId id, SessionCommand command) {
    return sessions.execute(id, command, Budget.ofCurrentCall(settings).left());
  }

  @Override
  public void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
    var checks = new FieldChecks();
    var tenant = checks.tenant("parent", request.getParent());
    var size = checks.pageSize("page_size", request.getPageSize(), 50, 1000);
    var after = Lists.sessionsAfter(checks, tenant, request.getPageToken());
    answers.answer(checks, observer, () -> lists.sessions(tenant, after, size));
  }

  @Override
  public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
    var checks = new FieldChecks();
    var id = checks.session("parent", request.getParent());
    var first = checks.afterSequence("after_sequence", request.getAfterSequence());
    var size = checks.pageSize("page_size", request.getPageSize(), 100, 1000);
    var after = Lists.eventsAfter(checks, id, request.getPageToken(), first);
    answers.answer(checks, observer, () -> lists.events(id, after, size));
  }

  @Override
  public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> observer) {
    streams.subscribe().accept(request, observer);
  }

  @Override
  public StreamObserver<ConverseRequest> converse(StreamObserver<ConverseResponse> observer) {
    return streams.converse().apply(observer);
  }

  private static Outcome<Session> session(SessionReply reply) {
    return switch (reply) {
      case SessionReply.SessionView view -> new Done<>(PublicSessions.session(view));
      case SessionReply.Rejected(var rejection) -> new Failed<>(PublicErrors.of(rejection));
      case SessionReply.Recorded _, SessionReply.ContextView _, SessionReply.Erased _ ->
          throw unexpected();
    };
  }

  private static Outcome<Context> context(SessionReply reply) {
    return switch (reply) {
      case SessionReply.ContextView view -> new Done<>(PublicContexts.context(view));
      case SessionReply.Rejected(var rejection) -> new Failed<>(PublicErrors.of(rejection));
      case SessionReply.Recorded _, SessionReply.SessionView _, SessionReply.Erased _ ->
          throw unexpected();
    };
  }

  private static Outcome<SendMessageResponse> acknowledgement(
      SessionReply reply, AnsweringNode.Note note) {
    return switch (reply) {
      case SessionReply.Recorded(var sequence, var time, var node) -> {
        note.answeredBy(node);
        yield new Done<>(
            SendMessageResponse.newBuilder()
                .setSequence(sequence)
                .setRecordTime(PublicEvents.timestamp(time))
                .build());
      }
      case SessionReply.Rejected(var rejection) -> new Failed<>(PublicErrors.of(rejection));
      case SessionReply.SessionView _, SessionReply.ContextView _, SessionReply.Erased _ ->
          throw unexpected();
    };
  }

  private static IllegalStateException unexpected() {
    return new IllegalStateException("a session answered with a reply of another command");
  }
}
