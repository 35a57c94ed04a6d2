package switchboard.operations;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.Directory;
import switchboard.http.ServiceStatus;
import switchboard.operations.SagaDesk.Redriven;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.rpc.PageTokens;
import switchboard.v1.ExplainSessionRequest;
import switchboard.v1.GetSagaRequest;
import switchboard.v1.ListNodeFiguresRequest;
import switchboard.v1.ListNodeFiguresResponse;
import switchboard.v1.ListNodesRequest;
import switchboard.v1.ListNodesResponse;
import switchboard.v1.ListParkedSagasRequest;
import switchboard.v1.ListParkedSagasResponse;
import switchboard.v1.ListServicesRequest;
import switchboard.v1.ListServicesResponse;
import switchboard.v1.ListSubjectSessionsRequest;
import switchboard.v1.ListSubjectSessionsResponse;
import switchboard.v1.ListWorkerSessionsRequest;
import switchboard.v1.ListWorkerSessionsResponse;
import switchboard.v1.ListWorkersRequest;
import switchboard.v1.ListWorkersResponse;
import switchboard.v1.OperationsServiceGrpc.OperationsServiceImplBase;
import switchboard.v1.RedriveSagaRequest;
import switchboard.v1.Saga;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionPlace;
import switchboard.v1.WhereIsSessionRequest;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErrors;
import switchboard.worker.WorkerName;

/** The operator's calls. */
final class OperationsEndpoint extends OperationsServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(OperationsEndpoint.class);
  private static final String PARKED = "parked-sagas";
  private static final int STANDARD_PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final MemberAnswers answers;
  private final String node;
  private final Supplier<List<ServiceStatus>> services;
  private final SagaDesk desk;
  private final Directory directory;
  private final DirectoryCalls places;
  private final BacklogReader backlog;
  private final Audit audit;

  OperationsEndpoint(OperationsDesks desks) {
    this.node = desks.node();
    this.services = desks.services();
    this.desk = desks.sagas();
    this.directory = desks.directory();
    this.answers = new MemberAnswers(LOG, "OperationsService", directory::isMember);
    this.places = new DirectoryCalls(directory, desk, desks.clock());
    this.audit = desks.audit();
    this.backlog = new BacklogReader(desks.groups(), desk, desks.clock());
  }

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    answers.alone(
        new FieldChecks(),
        observer,
        () ->
            CompletableFuture.completedStage(
                new Done<>(PublicSagas.services(node, services.get()))));
  }

  @Override
  public void listParkedSagas(
      ListParkedSagasRequest request, StreamObserver<ListParkedSagasResponse> observer) {
    var checks = new FieldChecks();
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var after = PageTokens.after(checks, PARKED, request.getPageToken());
    answers.alone(
        checks,
        observer,
        // One more than asked for shows whether there is another page.
        () -> desk.parked(after, size + 1).thenApply(found -> new Done<>(page(found, size))));
  }

  private static ListParkedSagasResponse page(List<SagaView> found, int size) {
    var page = ListParkedSagasResponse.newBuilder();
    found.stream().limit(size).map(PublicSagas::saga).forEach(page::addSagas);
    if (found.size() > size) {
      page.setNextPageToken(PageTokens.token(PARKED, found.get(size - 1).name().entityId()));
    }
    return page.build();
  }

  @Override
  public void getSaga(GetSagaRequest request, StreamObserver<Saga> observer) {
    var checks = new FieldChecks();
    var name = SagaName.checked(checks, "name", request.getName());
    answers.alone(checks, observer, () -> show(name));
  }

  private CompletionStage<Outcome<Saga>> show(SagaName name) {
    return desk.show(name)
        .thenApply(
            found ->
                found
                    .<Outcome<Saga>>map(view -> new Done<>(PublicSagas.saga(view)))
                    .orElseGet(() -> new Failed<>(PublicErrors.sagaNotFound())));
  }

  @Override
  public void redriveSaga(RedriveSagaRequest request, StreamObserver<Saga> observer) {
    var checks = new FieldChecks();
    var name = SagaName.checked(checks, "name", request.getName());
    var reason = Audit.reason(checks, "reason", request.getReason());
    var asked = new Audit.Asked(Operators.calling(), "RedriveSaga", name.name(), reason);
    answers.alone(
        checks,
        observer,
        () ->
            audit.change(
                asked,
                () -> desk.standing(name),
                () -> desk.redrive(name, reason).thenApply(OperationsEndpoint::redriven)));
  }

  private static Outcome<Saga> redriven(Redriven redriven) {
    return switch (redriven) {
      case Redriven.Going(var view) -> new Done<>(PublicSagas.saga(view));
      case Redriven.Refused.NOT_FOUND -> new Failed<>(PublicErrors.sagaNotFound());
      case Redriven.Refused.NOT_PARKED -> new Failed<>(PublicErrors.sagaNotParked());
    };
  }

  @Override
  public void whereIsSession(WhereIsSessionRequest request, StreamObserver<SessionPlace> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    answers.answer(checks, observer, () -> places.where(session));
  }

  @Override
  public void explainSession(
      ExplainSessionRequest request, StreamObserver<SessionExplanation> observer) {
    var checks = new FieldChecks();
    var session = checks.session("name", request.getName());
    answers.answer(checks, observer, () -> places.explain(session, request.getWake()));
  }

  @Override
  public void listSubjectSessions(
      ListSubjectSessionsRequest request, StreamObserver<ListSubjectSessionsResponse> observer) {
    var checks = new FieldChecks();
    var subject = checks.subjectName("subject", request.getSubject());
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var after = PageTokens.after(checks, request.getSubject(), request.getPageToken());
    answers.answer(checks, observer, () -> places.ofSubject(subject, after, size));
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    answers.answer(new FieldChecks(), observer, places::nodes);
  }

  @Override
  public void listNodeFigures(
      ListNodeFiguresRequest request, StreamObserver<ListNodeFiguresResponse> observer) {
    var asked = Instant.now();
    answers.answer(
        new FieldChecks(),
        observer,
        () ->
            directory
                .figures()
                .thenCombine(
                    backlog.current(),
                    (figures, waits) -> new Done<>(PublicFigures.response(asked, figures, waits))));
  }

  @Override
  public void listWorkers(
      ListWorkersRequest request, StreamObserver<ListWorkersResponse> observer) {
    var checks = new FieldChecks();
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var after = PageTokens.after(checks, DirectoryCalls.WORKERS, request.getPageToken());
    answers.answer(checks, observer, () -> places.workers(after, size));
  }

  @Override
  public void listWorkerSessions(
      ListWorkerSessionsRequest request, StreamObserver<ListWorkerSessionsResponse> observer) {
    var checks = new FieldChecks();
    var worker = WorkerName.fromName(request.getWorker());
    if (worker.isEmpty()) {
      checks.violated("worker", "must be agents/{agent}/workers/{worker}, as a list shows it");
    }
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var after = PageTokens.after(checks, request.getWorker(), request.getPageToken());
    answers.answer(checks, observer, () -> places.ofWorker(worker.orElseThrow(), after, size));
  }
}
