package switchboard.operations;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.inspection.Inspection;
import switchboard.inspection.Inspection.Answers;
import switchboard.inspection.LogFollower;
import switchboard.inspection.LogLevels;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.settings.Setting;
import switchboard.v1.GetHeapRequest;
import switchboard.v1.GetHeapResponse;
import switchboard.v1.GetSystemInfoRequest;
import switchboard.v1.GetSystemInfoResponse;
import switchboard.v1.ListLogLevelsRequest;
import switchboard.v1.ListLogLevelsResponse;
import switchboard.v1.ListSettingsRequest;
import switchboard.v1.ListSettingsResponse;
import switchboard.v1.ListThreadsRequest;
import switchboard.v1.ListThreadsResponse;
import switchboard.v1.SetLogLevelRequest;
import switchboard.v1.SetLogLevelResponse;
import switchboard.v1.SystemServiceGrpc.SystemServiceImplBase;
import switchboard.v1.TailLogRequest;
import switchboard.v1.TailLogResponse;
import switchboard.wire.FieldChecks;
import switchboard.wire.OperatorErrors;

/** The operator's calls about the nodes' processes, logs and configuration. */
public final class SystemEndpoint extends SystemServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(SystemEndpoint.class);
  private static final int STANDARD_TOP = 20;
  private static final int LARGEST_TOP = 200;
  private static final int MOST_CLASSES = 500;
  private static final int STANDARD_LINES = 100;
  private static final int MOST_LINES = 5_000;
  private static final int LONGEST_NAME = 200;
  private static final int MOST_STREAMS = 16;
  private static final Duration STANDARD_REVERT = Durations.fromMinutes(15);
  private static final Duration LONGEST_REVERT = Durations.fromHours(24);

  private final SystemCalls calls;
  private final Inspection inspection;
  private final OperationsDesks desks;
  private final BiConsumer<java.time.Duration, Runnable> timer;
  private final AtomicInteger streams = new AtomicInteger();

  /**
   * @param timer runs something after a time
   */
  public SystemEndpoint(
      Inspection inspection,
      OperationsDesks desks,
      BiConsumer<java.time.Duration, Runnable> timer) {
    this.calls = new SystemCalls(LOG, inspection, desks.directory());
    this.inspection = inspection;
    this.desks = desks;
    this.timer = timer;
  }

  @Override
  public void getSystemInfo(
      GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> observer) {
    calls.answer(
        new FieldChecks(),
        observer,
        () ->
            calls.ask(
                Inspect.newBuilder().setInfo(request),
                request.getNode(),
                said ->
                    calls
                        .counted(said)
                        .thenApply(
                            nodes ->
                                GetSystemInfoResponse.newBuilder()
                                    .addAllNodes(nodes)
                                    .addAllSilent(said.silent())
                                    .build())));
  }

  @Override
  public void listThreads(
      ListThreadsRequest request, StreamObserver<ListThreadsResponse> observer) {
    var checks = new FieldChecks();
    int top = checks.pageSize("top", request.getTop(), STANDARD_TOP, LARGEST_TOP);
    var asked = Inspect.newBuilder().setThreads(request.toBuilder().setTop(top));
    answer(
        checks,
        observer,
        asked,
        request.getNode(),
        said ->
            ListThreadsResponse.newBuilder()
                .addAllNodes(said.said().stream().map(Inspected::getThreads).toList())
                .addAllSilent(said.silent())
                .build());
  }

  @Override
  public void getHeap(GetHeapRequest request, StreamObserver<GetHeapResponse> observer) {
    var checks = new FieldChecks();
    if (request.getClasses() < 0 || request.getClasses() > MOST_CLASSES) {
      checks.violated("classes", "must be 0 to " + MOST_CLASSES);
    }
    answer(
        checks,
        observer,
        Inspect.newBuilder().setHeap(request),
        request.getNode(),
        said ->
            GetHeapResponse.newBuilder()
                .addAllNodes(said.said().stream().map(Inspected::getHeap).toList())
                .addAllSilent(said.silent())
                .build());
  }

  @Override
  public void listLogLevels(
      ListLogLevelsRequest request, StreamObserver<ListLogLevelsResponse> observer) {
    answer(
        new FieldChecks(),
        observer,
        Inspect.newBuilder().setLevels(request),
        request.getNode(),
        said ->
            ListLogLevelsResponse.newBuilder()
                .addAllNodes(said.said().stream().map(Inspected::getLevels).toList())
                .addAllSilent(said.silent())
                .build());
  }

  @Override
  public void setLogLevel(
      SetLogLevelRequest request, StreamObserver<SetLogLevelResponse> observer) {
    var checks = new FieldChecks();
    var checked = checked(checks, request);
    var logger = request.getLogger();
    var node = request.getNode();
    var reason = Audit.reason(checks, "reason", request.getReason());
    var target = "loggers/" + logger + (node.isEmpty() ? "" : " of " + node);
    var asked = new Audit.Asked(Operators.calling(), "SetLogLevel", target, reason);
    calls.answer(
        checks,
        observer,
        () ->
            desks
                .audit()
                .change(
                    asked,
                    () -> calls.level(logger, node),
                    () ->
                        calls.ask(
                            Inspect.newBuilder().setSetLevel(checked),
                            node,
                            said -> CompletableFuture.completedStage(set(said)))));
  }

  private static SetLogLevelResponse set(Answers said) {
    return SetLogLevelResponse.newBuilder()
        .addAllNodes(said.said().stream().map(Inspected::getLevels).toList())
        .addAllSilent(said.silent())
        .build();
  }

  private static SetLogLevelRequest checked(FieldChecks checks, SetLogLevelRequest request) {
    var logger = request.getLogger();
    if (logger.isBlank() || logger.length() > LONGEST_NAME) {
      checks.violated("logger", "must be 1 to " + LONGEST_NAME + " characters");
    }
    level(checks, request.getLevel(), LogLevels.LEVELS);
    if (!LogLevels.isAllowed(logger, request.getLevel())) {
      checks.violated(
          "level",
          "must be INFO or above but for loggers of switchboard and org.apache.pekko: others write"
              + " what users say");
    }
    var after = request.hasRevertAfter() ? request.getRevertAfter() : STANDARD_REVERT;
    if (!Durations.isValid(after)
        || Durations.compare(after, Durations.fromSeconds(1)) < 0
        || Durations.compare(after, LONGEST_REVERT) > 0) {
      checks.violated("revert_after", "must be 1 s to 24 h");
    }
    return request.toBuilder().setRevertAfter(after).build();
  }

  private static void level(FieldChecks checks, String level, Set<String> known) {
    if (!known.contains(level)) {
      checks.violated("level", "must be TRACE, DEBUG, INFO, WARN, ERROR or OFF");
    }
  }

  @Override
  public void tailLog(TailLogRequest request, StreamObserver<TailLogResponse> observer) {
    var checks = new FieldChecks();
    int lines = checks.pageSize("lines", request.getLines(), STANDARD_LINES, MOST_LINES);
    if (!request.getLevel().isEmpty()) {
      level(checks, request.getLevel(), LogLevels.LEVELS);
    }
    if (!request.getSession().isEmpty()) {
      checks.session("session", request.getSession());
    }
    var problem =
        checks
            .problem()
            .or(() -> calls.absence())
            .or(
                () ->
                    streams.incrementAndGet() > MOST_STREAMS
                        ? Optional.of(tooMany())
                        : Optional.empty());
    if (problem.isPresent()) {
      observer.onError(StatusProto.toStatusRuntimeException(problem.get()));
      return;
    }
    var reader =
        new LogReader(
            (ServerCallStreamObserver<TailLogResponse>) observer, streams::decrementAndGet);
    LogFollower.follow(inspection, request.toBuilder().setLines(lines).build(), reader, timer);
  }

  private Status tooMany() {
    streams.decrementAndGet();
    return OperatorErrors.tooManyStreams(MOST_STREAMS);
  }

  @Override
  public void listSettings(
      ListSettingsRequest request, StreamObserver<ListSettingsResponse> observer) {
    var checks = new FieldChecks();
    if (!Setting.isPrefix(request.getPrefix())) {
      checks.violated("prefix", "must be switchboard, pekko, or a key or section below them");
    }
    answer(
        checks,
        observer,
        Inspect.newBuilder().setSettings(request),
        request.getNode(),
        said ->
            ListSettingsResponse.newBuilder()
                .addAllNodes(said.said().stream().map(Inspected::getSettings).toList())
                .addAllSilent(said.silent())
                .build());
  }

  private <T> void answer(
      FieldChecks checks,
      StreamObserver<T> observer,
      Inspect.Builder question,
      String node,
      Function<Answers, T> response) {
    calls.answer(
        checks,
        observer,
        () ->
            calls.ask(
                question, node, said -> CompletableFuture.completedStage(response.apply(said))));
  }
}
