package switchboard.operations;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.CappedLogs;
import switchboard.operations.AuditTrail.Kept;
import switchboard.rpc.Answers;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.PageTokens;
import switchboard.v1.AuditServiceGrpc.AuditServiceImplBase;
import switchboard.v1.ListAuditEntriesRequest;
import switchboard.v1.ListAuditEntriesResponse;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicEvents;

/** Tells which changes operators made. */
public final class AuditEndpoint extends AuditServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(AuditEndpoint.class);
  private static final String LIST = "audit";
  private static final int STANDARD_PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final Answers answers = new Answers(LOG, "AuditService");
  private final AuditTrail trail;

  public AuditEndpoint(AuditTrail trail) {
    this.trail = trail;
  }

  @Override
  public void listAuditEntries(
      ListAuditEntriesRequest request, StreamObserver<ListAuditEntriesResponse> observer) {
    var checks = new FieldChecks();
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var before = before(checks, request.getPageToken());
    var since =
        request.hasSinceTime() ? checks.time("since_time", request.getSinceTime()) : Instant.EPOCH;
    answers.answer(
        checks,
        observer,
        () ->
            find(request.getTarget(), before, since, size, List.of())
                .thenApply(found -> new Done<>(page(found, size))));
  }

  private static String before(FieldChecks checks, String token) {
    if (token.isEmpty()) {
      return "";
    }
    var position = PageTokens.position(LIST, token).filter(CappedLogs::isId);
    if (position.isEmpty()) {
      checks.violated("page_token", "must be the next_page_token of a page of this list");
    }
    return position.orElse("");
  }

  /** Reads on until a page is full; one more than asked for shows whether there is another. */
  private CompletionStage<List<Kept>> find(
      String target, String before, Instant since, int size, List<Kept> found) {
    return trail
        .newest(before, since, LARGEST_PAGE)
        .thenCompose(
            read -> {
              var all = new ArrayList<>(found);
              read.stream()
                  .filter(each -> each.entry().target().startsWith(target))
                  .forEach(all::add);
              return all.size() > size || read.size() < LARGEST_PAGE
                  ? CompletableFuture.completedStage(all)
                  : find(target, read.getLast().id(), since, size, all);
            });
  }

  private static ListAuditEntriesResponse page(List<Kept> found, int size) {
    var page = ListAuditEntriesResponse.newBuilder();
    found.stream().limit(size).map(each -> entry(each.entry())).forEach(page::addEntries);
    if (found.size() > size) {
      page.setNextPageToken(PageTokens.token(LIST, found.get(size - 1).id()));
    }
    return page.build();
  }

  private static switchboard.v1.AuditEntry entry(AuditEntry entry) {
    return switchboard.v1.AuditEntry.newBuilder()
        .setChange(entry.change())
        .setRecordTime(PublicEvents.timestamp(entry.time()))
        .setNode(entry.node())
        .setPeer(entry.who().peer())
        .setOperator(entry.who().name())
        .setAction(entry.action())
        .setTarget(entry.target())
        .setReason(entry.reason())
        .setBefore(entry.before())
        .setAfter(entry.after())
        .setResult(switchboard.v1.AuditEntry.Result.valueOf(entry.result().name()))
        .setProblem(entry.problem())
        .build();
  }
}
