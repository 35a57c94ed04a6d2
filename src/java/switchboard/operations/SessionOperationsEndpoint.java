package switchboard.operations;

import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.Directory;
import switchboard.operations.SagaDesk.Cancelled;
import switchboard.rpc.Answers;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.rpc.PageTokens;
import switchboard.session.Pause;
import switchboard.session.SessionState.Life;
import switchboard.v1.CancelSagaRequest;
import switchboard.v1.CancelTurnRequest;
import switchboard.v1.CancelTurnResponse;
import switchboard.v1.EndSessionRequest;
import switchboard.v1.EvictSessionRequest;
import switchboard.v1.EvictSessionResponse;
import switchboard.v1.ExplainSagaRequest;
import switchboard.v1.FindSessionsRequest;
import switchboard.v1.FindSessionsResponse;
import switchboard.v1.ListOpenSagasRequest;
import switchboard.v1.ListOpenSagasResponse;
import switchboard.v1.PauseSessionRequest;
import switchboard.v1.ResumeSessionRequest;
import switchboard.v1.Saga;
import switchboard.v1.SagaExplanation;
import switchboard.v1.Session;
import switchboard.v1.SessionOperationsServiceGrpc.SessionOperationsServiceImplBase;
import switchboard.wire.FieldChecks;
import switchboard.wire.OperatorRefusals;
import switchboard.wire.PublicErrors;

/** The operator's calls about single sessions, turns and sagas. */
public final class SessionOperationsEndpoint extends SessionOperationsServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(SessionOperationsEndpoint.class);
  private static final int STANDARD_PAGE = 50;
  private static final int LARGEST_PAGE = 500;
  private static final SagaName NONE = new SagaName("none", "none");

  private final Answers answers = new Answers(LOG, "SessionOperationsService");
  private final Directory directory;
  private final SagaDesk sagas;
  private final Audit audit;
  private final SessionChanges changes;
  private final Explaining explaining;

  private final SessionDesk sessions;

  public SessionOperationsEndpoint(OperationsDesks desks, SessionDesk sessions) {
    this.sessions = sessions;
    this.directory = desks.directory();
    this.sagas = desks.sagas();
    this.audit = desks.audit();
    this.changes = new SessionChanges(sessions, directory, audit);
    this.explaining = new Explaining(directory, sagas, Clock.systemUTC());
  }

  @Override
  public void findSessions(
      FindSessionsRequest request, StreamObserver<FindSessionsResponse> observer) {
    var checks = new FieldChecks();
    var tenant = checks.tenant("parent", request.getParent());
    var list =
        String.join(
            "|",
            request.getParent(),
            request.getSubject(),
            request.getState().name(),
            "" + request.getPaused());
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var after = after(checks, list, request.getPageToken());
    var filter =
        new SessionDesk.Filter(request.getSubject(), life(request.getState()), request.getPaused());
    answers.answer(
        checks,
        observer,
        () ->
            sessions
                .find(tenant, filter, after, size)
                .thenApply(found -> new Done<>(PublicSessionFinds.page(found, list))));
  }

  private static Optional<Life> life(Session.State state) {
    return switch (state) {
      case OPEN -> Optional.of(Life.OPEN);
      case CLOSED -> Optional.of(Life.CLOSED);
      case STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  @Override
  public void listOpenSagas(
      ListOpenSagasRequest request, StreamObserver<ListOpenSagasResponse> observer) {
    var checks = new FieldChecks();
    var tenant = request.getParent().isEmpty() ? "" : checks.tenant("parent", request.getParent());
    var list = "open-sagas/" + tenant;
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var after = after(checks, list, request.getPageToken());
    answers.answer(
        checks,
        observer,
        () ->
            sagas
                .open(tenant, after, size)
                .thenApply(found -> new Done<>(PublicSessionFinds.page(found, list))));
  }

  private static String after(FieldChecks checks, String list, String token) {
    if (token.isEmpty()) {
      return "";
    }
    var position = PageTokens.position(list, token);
    if (position.isEmpty()) {
      checks.violated("page_token", "must be the next_page_token of a page of this list");
    }
    return position.orElse("");
  }

  @Override
  public void explainSaga(ExplainSagaRequest request, StreamObserver<SagaExplanation> observer) {
    var checks = new FieldChecks();
    var name = saga(checks, request.getName());
    asMember(checks, observer, () -> explaining.saga(name));
  }

  @Override
  public void endSession(EndSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var asked = asked(checks, "EndSession", request.getName(), request.getReason());
    answers.answer(checks, observer, () -> changes.end(asked, session, requestId));
  }

  @Override
  public void pauseSession(PauseSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var asked = asked(checks, "PauseSession", request.getName(), request.getReason());
    var length = length(checks, request);
    answers.answer(checks, observer, () -> changes.pause(asked, session, length, requestId));
  }

  private static Duration length(FieldChecks checks, PauseSessionRequest request) {
    if (!request.hasLength()) {
      return Pause.STANDARD;
    }
    var length =
        Duration.ofSeconds(request.getLength().getSeconds(), request.getLength().getNanos());
    if (!length.isPositive() || length.compareTo(Pause.LONGEST) > 0) {
      checks.violated("length", "must be more than 0 and at most 24 hours");
    }
    return length;
  }

  @Override
  public void resumeSession(ResumeSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var asked = asked(checks, "ResumeSession", request.getName(), request.getReason());
    answers.answer(checks, observer, () -> changes.resume(asked, session));
  }

  @Override
  public void evictSession(
      EvictSessionRequest request, StreamObserver<EvictSessionResponse> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var asked = asked(checks, "EvictSession", request.getName(), request.getReason());
    asMember(checks, observer, () -> changes.evict(asked, session));
  }

  @Override
  public void cancelTurn(CancelTurnRequest request, StreamObserver<CancelTurnResponse> observer) {
    var checks = new FieldChecks();
    var session = checks.session("session", request.getSession());
    var asked = asked(checks, "CancelTurn", request.getSession(), request.getReason());
    if (request.getTurn() < 1) {
      checks.violated("turn", "must be the sequence of the event to be answered, 1 or more");
    }
    answers.answer(
        checks,
        observer,
        () -> changes.cancelTurn(asked, session, request.getTurn(), request.getCompensate()));
  }

  @Override
  public void cancelSaga(CancelSagaRequest request, StreamObserver<Saga> observer) {
    var checks = new FieldChecks();
    var name = saga(checks, request.getName());
    var asked = asked(checks, "CancelSaga", request.getName(), request.getReason());
    answers.answer(
        checks,
        observer,
        () ->
            audit.change(
                asked,
                () -> state(name),
                () -> sagas.cancel(name).thenApply(SessionOperationsEndpoint::cancelled)));
  }

  private CompletionStage<String> state(SagaName name) {
    return sagas
        .show(name)
        .thenApply(found -> found.map(saga -> saga.state().name()).orElse("NOT_FOUND"));
  }

  private static Outcome<Saga> cancelled(Cancelled cancelled) {
    return switch (cancelled) {
      case Cancelled.Going(var view) -> new Done<>(PublicSagas.saga(view));
      case Cancelled.Refused.NOT_FOUND -> new Failed<>(PublicErrors.sagaNotFound());
      case Cancelled.Refused.NOT_RUNNING -> new Failed<>(OperatorRefusals.sagaNotRunning());
    };
  }

  private static Audit.Asked asked(
      FieldChecks checks, String action, String target, String reason) {
    return new Audit.Asked(
        Operators.calling(), action, target, Audit.reason(checks, "reason", reason));
  }

  /** A node that is no member would deny what the others hold. */
  private <T> void asMember(
      FieldChecks checks, StreamObserver<T> observer, Supplier<CompletionStage<Outcome<T>>> call) {
    answers.answer(
        checks,
        observer,
        () ->
            directory.isMember()
                ? call.get()
                : CompletableFuture.completedStage(new Failed<>(PublicErrors.nodeNotMember())));
  }

  private static SagaName saga(FieldChecks checks, String name) {
    var parsed = SagaName.parse(name);
    if (parsed.isEmpty()) {
      checks.violated("name", "must be tenants/{tenant}/sagas/{saga}, as a list shows it");
    }
    return parsed.orElse(NONE);
  }
}
