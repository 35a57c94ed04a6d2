package switchboard.operations;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
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
import switchboard.v1.RecordChangeRequest;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicEvents;

/** Tells which changes operators made. */
public final class AuditEndpoint extends AuditServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(AuditEndpoint.class);
  private static final String LIST = "audit";

  /** Those that tools make; what a node does itself it puts on record itself. */
  private static final List<String> ACTIONS =
      List.of("DropDeadLetters", "EraseSubject", "RedriveDeadLetters");

  private static final Pattern CHANGE =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int STANDARD_PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final Answers answers = new Answers(LOG, "AuditService");
  private final AuditTrail trail;
  private final Audit audit;

  public AuditEndpoint(AuditTrail trail, Audit audit) {
    this.trail = trail;
    this.audit = audit;
  }

  @Override
  public void recordChange(
      RecordChangeRequest request, StreamObserver<switchboard.v1.AuditEntry> observer) {
    var checks = new FieldChecks();
    var noted = noted(checks, request);
    answers.answer(
        checks,
        observer,
        () -> audit.note(noted).thenApply(outcome -> outcome.map(AuditEndpoint::entry)));
  }

  private static Audit.Noted noted(FieldChecks checks, RecordChangeRequest request) {
    if (!ACTIONS.contains(request.getAction())) {
      checks.violated("action", "must be one of " + String.join(", ", ACTIONS));
    }
    var result =
        switch (request.getResult()) {
          case DONE -> AuditEntry.Result.DONE;
          case FAILED -> AuditEntry.Result.FAILED;
          case ASKED -> AuditEntry.Result.ASKED;
          case REFUSED, RESULT_UNSPECIFIED, UNRECOGNIZED -> {
            checks.violated("result", "must be ASKED, DONE or FAILED");
            yield AuditEntry.Result.FAILED;
          }
        };
    boolean first = result == AuditEntry.Result.ASKED;
    if (first == CHANGE.matcher(request.getChange()).matches()) {
      checks.violated("change", "must be what the answer to the first entry says, empty for that");
    }
    if (first && !request.getAfter().isEmpty()) {
      checks.violated("after", "must be empty while it is ASKED");
    }
    Audit.reason(checks, "target", request.getTarget());
    Audit.reason(checks, "reason", request.getReason());
    state(checks, "before", request.getBefore());
    state(checks, "after", request.getAfter());
    var asked =
        new Audit.Asked(
            Operators.calling(), request.getAction(), request.getTarget(), request.getReason());
    return new Audit.Noted(
        request.getChange(), asked, request.getBefore(), request.getAfter(), result);
  }

  private static void state(FieldChecks checks, String field, String state) {
    if (!state.isEmpty()) {
      Audit.reason(checks, field, state);
    }
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
        .setOperatorChecked(entry.who().checked())
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
