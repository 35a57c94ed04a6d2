package switchboard.operations;

import com.google.rpc.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import switchboard.placement.ClusterState;
import switchboard.placement.MemberRules;
import switchboard.placement.MemberRules.Outlook;
import switchboard.placement.MemberRules.Problem;
import switchboard.placement.Placement;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.v1.DownNodesRequest;
import switchboard.v1.LeaveNodeRequest;
import switchboard.v1.MembershipChange;
import switchboard.wire.OperatorErrors;

/** Takes members out of the cluster, or tells what that would mean. */
final class MembershipCalls {
  private final Placement placement;
  private final Audit audit;

  MembershipCalls(Placement placement, Audit audit) {
    this.placement = placement;
    this.audit = audit;
  }

  CompletionStage<Outcome<MembershipChange>> leave(LeaveNodeRequest request, Operator who) {
    var nodes = List.of(request.getNode());
    Function<ClusterState, Outlook> rule =
        state -> MemberRules.leave(state, request.getNode(), request.getForce());
    return request.getDryRun()
        ? placement.state().thenApply(state -> told(state, rule.apply(state)))
        : audit.change(
            new Audit.Asked(who, "LeaveNode", request.getNode(), request.getReason()),
            () -> stand(nodes),
            () -> placement.state().thenCompose(state -> left(state, rule.apply(state))));
  }

  CompletionStage<Outcome<MembershipChange>> down(DownNodesRequest request, Operator who) {
    Function<ClusterState, Outlook> rule =
        state ->
            request.getUnreachable()
                ? MemberRules.downUnreachable(state, request.getForce())
                : MemberRules.down(state, request.getNodesList(), request.getForce());
    if (request.getDryRun()) {
      return placement.state().thenApply(state -> told(state, rule.apply(state)));
    }
    return placement
        .state()
        .thenCompose(
            state -> {
              var outlook = rule.apply(state);
              var target =
                  outlook.nodes().isEmpty() ? "unreachable" : String.join(",", outlook.nodes());
              return audit.change(
                  new Audit.Asked(who, "DownNodes", target, request.getReason()),
                  () -> stand(outlook.nodes()),
                  () -> downed(state, outlook));
            });
  }

  private static Outcome<MembershipChange> told(ClusterState state, Outlook outlook) {
    return outlook.problem().filter(Problem.NODE_NOT_FOUND::equals).isPresent()
        ? new Failed<>(OperatorErrors.nodeNotFound())
        : new Done<>(PublicPlacement.change(state, outlook).build());
  }

  private CompletionStage<Outcome<MembershipChange>> left(ClusterState state, Outlook outlook) {
    if (outlook.problem().isPresent()) {
      return refused(outlook.problem().get());
    }
    return placement
        .leave(outlook.nodes().getFirst())
        .thenApply(
            begun ->
                begun
                    ? new Done<>(done(state, outlook))
                    : new Failed<>(OperatorErrors.nodeSilent()));
  }

  private CompletionStage<Outcome<MembershipChange>> downed(ClusterState state, Outlook outlook) {
    return outlook.problem().isPresent()
        ? refused(outlook.problem().get())
        : placement.down(outlook.nodes()).thenApply(_ -> new Done<>(done(state, outlook)));
  }

  private static CompletionStage<Outcome<MembershipChange>> refused(Problem problem) {
    return CompletableFuture.completedStage(new Failed<>(error(problem)));
  }

  private static Status error(Problem problem) {
    return switch (problem) {
      case NODE_NOT_FOUND -> OperatorErrors.nodeNotFound();
      case NODE_HEALTHY -> OperatorErrors.nodeHealthy();
      case NODE_SILENT -> OperatorErrors.nodeSilent();
      case MAJORITY_LOST -> OperatorErrors.majorityLost();
      case NOTHING_UNREACHABLE -> OperatorErrors.nothingUnreachable();
    };
  }

  private MembershipChange done(ClusterState state, Outlook outlook) {
    return PublicPlacement.change(state, outlook)
        .setDone(true)
        .addAllAfter(named(outlook.nodes()))
        .build();
  }

  private CompletionStage<String> stand(List<String> nodes) {
    return CompletableFuture.completedStage(String.join(", ", named(nodes)));
  }

  private List<String> named(List<String> nodes) {
    var statuses = placement.statuses(nodes);
    return IntStream.range(0, nodes.size())
        .mapToObj(i -> nodes.get(i) + " " + statuses.get(i))
        .toList();
  }
}
