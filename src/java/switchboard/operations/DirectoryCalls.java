package switchboard.operations;

import java.time.Clock;
import java.util.concurrent.CompletionStage;
import switchboard.directory.Directory;
import switchboard.directory.WorkerSessions;
import switchboard.privacy.Subject;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.rpc.PageTokens;
import switchboard.session.SessionId;
import switchboard.v1.ListNodesResponse;
import switchboard.v1.ListSubjectSessionsResponse;
import switchboard.v1.ListWorkerSessionsResponse;
import switchboard.v1.ListWorkersResponse;
import switchboard.v1.SessionExplanation;
import switchboard.v1.SessionPlace;
import switchboard.wire.PublicErrors;
import switchboard.worker.WorkerName;

/** What the operator asks about places, of a node that is a member of the cluster. */
final class DirectoryCalls {
  /** Names the list of workers in its page tokens. */
  static final String WORKERS = "workers";

  private final Directory directory;
  private final Explaining explaining;

  DirectoryCalls(Directory directory, SagaDesk desk, Clock clock) {
    this.directory = directory;
    this.explaining = new Explaining(directory, desk, clock);
  }

  CompletionStage<Outcome<SessionPlace>> where(SessionId session) {
    return directory
        .where(session)
        .thenApply(
            found ->
                found
                    .<Outcome<SessionPlace>>map(place -> new Done<>(PublicPlaces.place(place)))
                    .orElseGet(() -> new Failed<>(PublicErrors.sessionNotFound())));
  }

  CompletionStage<Outcome<ListNodesResponse>> nodes() {
    return directory
        .nodes()
        .thenApply(
            nodes ->
                new Done<>(
                    ListNodesResponse.newBuilder()
                        .addAllNodes(nodes.stream().map(PublicPlaces::node).toList())
                        .build()));
  }

  CompletionStage<Outcome<ListSubjectSessionsResponse>> ofSubject(
      Subject subject, String after, int size) {
    return directory
        .ofSubject(subject, after, size)
        .thenApply(page -> new Done<>(page(subject, page)));
  }

  private static ListSubjectSessionsResponse page(Subject subject, Directory.Page page) {
    var response =
        ListSubjectSessionsResponse.newBuilder()
            .addAllSessions(page.places().stream().map(PublicPlaces::place).toList());
    if (!page.last().isEmpty()) {
      response.setNextPageToken(PageTokens.token(subject.name(), page.last()));
    }
    return response.build();
  }

  CompletionStage<Outcome<ListWorkersResponse>> workers(String after, int size) {
    return directory.workers(after, size).thenApply(page -> new Done<>(page(page)));
  }

  private static ListWorkersResponse page(Directory.Workers page) {
    var response =
        ListWorkersResponse.newBuilder()
            .addAllWorkers(page.workers().stream().map(PublicWorkers::worker).toList())
            .addAllSilent(page.silent());
    if (!page.last().isEmpty()) {
      response.setNextPageToken(PageTokens.token(WORKERS, page.last()));
    }
    return response.build();
  }

  CompletionStage<Outcome<ListWorkerSessionsResponse>> ofWorker(
      WorkerName worker, String after, int size) {
    return directory
        .worker(worker, after, size)
        .thenApply(
            page ->
                page.streams().isEmpty() && page.silent().isEmpty()
                    ? new Failed<>(PublicErrors.workerNotFound())
                    : new Done<>(page(worker, page)));
  }

  private static ListWorkerSessionsResponse page(WorkerName worker, WorkerSessions page) {
    var response =
        ListWorkerSessionsResponse.newBuilder()
            .addAllWorkers(page.streams().stream().map(PublicWorkers::worker).toList())
            .addAllSessions(page.sessions().stream().map(PublicWorkers::session).toList())
            .addAllSilent(page.silent());
    if (!page.last().isEmpty()) {
      response.setNextPageToken(PageTokens.token(worker.name(), page.last()));
    }
    return response.build();
  }

  CompletionStage<Outcome<SessionExplanation>> explain(SessionId session, boolean wake) {
    return explaining.session(session, wake);
  }
}
