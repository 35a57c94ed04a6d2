package switchboard.operations;

import com.google.rpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import switchboard.directory.Directory;
import switchboard.directory.NodeView;
import switchboard.inspection.Inspection;
import switchboard.inspection.Inspection.Answers;
import switchboard.internal.v1.Inspect;
import switchboard.internal.v1.Inspected;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.v1.ListLogLevelsRequest;
import switchboard.v1.LoggerLevel;
import switchboard.v1.SystemInfo;
import switchboard.wire.FieldChecks;
import switchboard.wire.OperatorErrors;

/** How questions about the nodes become answers. */
final class SystemCalls {
  private final MemberAnswers answers;
  private final Inspection inspection;
  private final Directory directory;

  SystemCalls(Logger log, Inspection inspection, Directory directory) {
    this.answers = new MemberAnswers(log, "SystemService", directory::isMember);
    this.inspection = inspection;
    this.directory = directory;
  }

  /** Why this node cannot speak for the cluster; empty if it can. */
  Optional<Status> absence() {
    return answers.absence();
  }

  <T> void answer(
      FieldChecks checks, StreamObserver<T> observer, Supplier<CompletionStage<Outcome<T>>> call) {
    answers.answer(checks, observer, call);
  }

  <T> CompletionStage<Outcome<T>> ask(
      Inspect.Builder question, String node, Function<Answers, CompletionStage<T>> response) {
    return inspection
        .ask(question.build(), node)
        .thenCompose(
            said ->
                said.<CompletionStage<Outcome<T>>>map(
                        all -> response.apply(all).thenApply(Done::new))
                    .orElseGet(
                        () ->
                            CompletableFuture.completedStage(
                                new Failed<>(OperatorErrors.nodeNotFound()))));
  }

  /** How a logger stands, for the record: each level, and how many nodes have it. */
  CompletionStage<String> level(String logger, String node) {
    var question = ListLogLevelsRequest.newBuilder().setLogger(logger);
    return inspection
        .ask(Inspect.newBuilder().setLevels(question).build(), node)
        .thenApply(said -> said.map(all -> level(logger, all)).orElse("UNKNOWN"));
  }

  private static String level(String logger, Answers said) {
    var levels = new TreeMap<String, Long>();
    for (var answer : said.said()) {
      var level =
          answer.getLevels().getLevelsList().stream()
              .filter(each -> each.getLogger().equals(logger))
              .map(LoggerLevel::getLevel)
              .findFirst()
              // no logger of this name is there yet
              .orElse("INHERITED");
      levels.merge(level, 1L, Long::sum);
    }
    if (!said.silent().isEmpty()) {
      levels.put("UNKNOWN", (long) said.silent().size());
    }
    return levels.entrySet().stream()
        .map(each -> each.getKey() + " on " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  /** What the nodes said of their processes, with what their desks count. */
  CompletionStage<List<SystemInfo>> counted(Answers said) {
    return directory.nodes().thenApply(nodes -> counted(said.said(), nodes));
  }

  private static List<SystemInfo> counted(List<Inspected> said, List<NodeView> nodes) {
    Map<Long, NodeView.Counts> counts = new HashMap<>();
    nodes.forEach(
        node -> node.said().ifPresent(counted -> counts.put(node.identity().uid(), counted)));
    return said.stream()
        .map(answer -> counted(answer, Optional.ofNullable(counts.get(answer.getNode().getUid()))))
        .toList();
  }

  private static SystemInfo counted(Inspected answer, Optional<NodeView.Counts> counted) {
    var info = answer.getInfo().toBuilder();
    counted.ifPresent(
        counts ->
            info.setSessions(counts.sessions())
                .setSagas(counts.sagas())
                .setConnections(counts.connections()));
    return info.build();
  }
}
