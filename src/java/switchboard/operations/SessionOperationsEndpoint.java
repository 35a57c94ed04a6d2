package switchboard.operations;

import com.google.protobuf.util.Durations;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.Directory;
import switchboard.operations.SagaDesk.Cancelled;
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

  private final MemberAnswers answers;
  private final Directory directory;
  private final SagaDesk sagas;
  private final Audit audit;
  private final SessionChanges changes;
  private final Explaining explaining;

  private final SessionDesk sessions;

  public SessionOperationsEndpoint(OperationsDesks desks, SessionDesk sessions) {
    this.sessions = sessions;
    this.directory = desks.directory();
    this.answers = new MemberAnswers(LOG, "SessionOperationsService", directory::isMember);
    this.sagas = desks.sagas();
    this.audit = desks.audit();
    this.changes = new SessionChanges(sessions, directory, audit);
    this.explaining = new Explaining(directory, sagas, desks.clock());
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
    var after = PageTokens.after(checks, list, request.getPageToken());
    var filter =
        new SessionDesk.Filter(request.getSubject(), life(request.getState()), request.getPaused());
    answers.alone(
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
    var after = PageTokens.after(checks, list, request.getPageToken());
    answers.alone(
        checks,
        observer,
        () ->
            sagas
                .open(tenant, after, size)
                .thenApply(found -> new Done<>(PublicSessionFinds.page(found, list))));
  }

  @Override
  public void explainSaga(ExplainSagaRequest request, StreamObserver<SagaExplanation> observer) {
    var checks = new FieldChecks();
    var name = SagaName.checked(checks, "name", request.getName());
    answers.answer(checks, observer, () -> explaining.saga(name));
  }

  @Override
  public void endSession(EndSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var asked = asked(checks, "EndSession", request.getName(), request.getReason());
    answers.alone(checks, observer, () -> changes.end(asked, session, requestId));
  }

  @Override
  public void pauseSession(PauseSessionRequest request, StreamObserver<Session> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var requestId = checks.requestId("request_id", request.getRequestId());
    var asked = asked(checks, "PauseSession", request.getName(), request.getReason());
    var length = length(checks, request);
    answers.alone(checks, observer, () -> changes.pause(asked, session, length, requestId));
  }

  private static Duration length(FieldChecks checks, PauseSessionRequest request) {
    if (!request.hasLength()) {
      return Pause.STANDARD;
    }
    var asked = request.getLength();
    var length =
        Durations.isValid(asked)
            ? Duration.ofSeconds(asked.getSeconds(), asked.getNanos())
            : Duration.ZERO;
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
    answers.alone(checks, observer, () -> changes.resume(asked, session));
  }

  @Override
  public void evictSession(
      EvictSessionRequest request, StreamObserver<EvictSessionResponse> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    var asked = asked(checks, "EvictSession", request.getName(), request.getReason());
    answers.answer(checks, observer, () -> changes.evict(asked, session));
  }

  @Override
  public void cancelTurn(CancelTurnRequest request, StreamObserver<CancelTurnResponse> observer) {
    var checks = new FieldChecks();
    var session = checks.session("session", request.getSession());
    var asked = asked(checks, "CancelTurn", request.getSession(), request.getReason());
    if (request.getTurn() < 1) {
      checks.violated("turn", "must be the sequence of the event to be answered, 1 or more");
    }
    answers.alone(
        checks,
        observer,
        () -> changes.cancelTurn(asked, session, request.getTurn(), request.getCompensate()));
  }

  @Override
  public void cancelSaga(CancelSagaRequest request, StreamObserver<Saga> observer) {
    var checks = new FieldChecks();
    var name = SagaName.checked(checks, "name", request.getName());
    var asked = asked(checks, "CancelSaga", request.getName(), request.getReason());
    answers.alone(
        checks,
        observer,
        () ->
            audit.change(
                asked,
                () -> sagas.standing(name),
                () -> sagas.cancel(name).thenApply(SessionOperationsEndpoint::cancelled)));
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
}
