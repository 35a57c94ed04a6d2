package switchboard.operations;

import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.directory.Directory;
import switchboard.placement.Placement;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.PageTokens;
import switchboard.v1.AllocateShardRequest;
import switchboard.v1.ClusterEvent;
import switchboard.v1.ClusterServiceGrpc.ClusterServiceImplBase;
import switchboard.v1.ClusterView;
import switchboard.v1.DownNodesRequest;
import switchboard.v1.LeaveNodeRequest;
import switchboard.v1.ListShardEntitiesRequest;
import switchboard.v1.ListShardEntitiesResponse;
import switchboard.v1.MembershipChange;
import switchboard.v1.PlanRebalanceRequest;
import switchboard.v1.RebalancePlan;
import switchboard.v1.ShardAllocation;
import switchboard.v1.ShardingView;
import switchboard.v1.ShowClusterRequest;
import switchboard.v1.ShowShardingRequest;
import switchboard.v1.TailClusterRequest;
import switchboard.wire.FieldChecks;

/** The operator's calls about members and shards. */
public final class ClusterEndpoint extends ClusterServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterEndpoint.class);
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_\\[\\]-]{1,255}:[0-9]{1,5}");
  private static final int MOST_NODES = 100;
  private static final int STANDARD_PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  private final MemberAnswers answers;
  private final Directory directory;
  private final Placement placement;
  private final MembershipCalls members;
  private final ShardCalls shards;

  public ClusterEndpoint(OperationsDesks desks, Placement placement) {
    this.directory = desks.directory();
    this.placement = placement;
    this.answers = new MemberAnswers(LOG, "ClusterService", placement::isMember);
    this.members = new MembershipCalls(placement, desks.audit());
    this.shards = new ShardCalls(placement, desks.audit());
  }

  @Override
  public void showCluster(ShowClusterRequest request, StreamObserver<ClusterView> observer) {
    answers.answer(
        new FieldChecks(),
        observer,
        () ->
            placement
                .state()
                .thenCombine(
                    directory.nodes(),
                    (state, nodes) -> new Done<>(PublicPlacement.cluster(state, nodes))));
  }

  @Override
  public void tailCluster(TailClusterRequest request, StreamObserver<ClusterEvent> observer) {
    answers
        .absence()
        .ifPresentOrElse(
            status -> observer.onError(StatusProto.toStatusRuntimeException(status)),
            () -> TailStream.begin(placement, (ServerCallStreamObserver<ClusterEvent>) observer));
  }

  @Override
  public void leaveNode(LeaveNodeRequest request, StreamObserver<MembershipChange> observer) {
    var checks = new FieldChecks();
    address(checks, "node", request.getNode());
    reason(checks, request.getReason(), request.getDryRun());
    var who = Operators.calling();
    answers.answer(checks, observer, () -> members.leave(request, who));
  }

  @Override
  public void downNodes(DownNodesRequest request, StreamObserver<MembershipChange> observer) {
    var checks = new FieldChecks();
    if (request.getUnreachable() == request.getNodesCount() > 0
        || request.getNodesCount() > MOST_NODES) {
      checks.violated("nodes", "must be 1 to 100 nodes, or none if unreachable is set");
    }
    request.getNodesList().forEach(node -> address(checks, "nodes", node));
    reason(checks, request.getReason(), request.getDryRun());
    var who = Operators.calling();
    answers.answer(checks, observer, () -> members.down(request, who));
  }

  @Override
  public void showSharding(ShowShardingRequest request, StreamObserver<ShardingView> observer) {
    answers.answer(new FieldChecks(), observer, () -> shards.show(request.getType()));
  }

  @Override
  public void listShardEntities(
      ListShardEntitiesRequest request, StreamObserver<ListShardEntitiesResponse> observer) {
    var checks = new FieldChecks();
    int size = checks.pageSize("page_size", request.getPageSize(), STANDARD_PAGE, LARGEST_PAGE);
    var list = ShardCalls.list(request.getType(), request.getShard());
    var after = PageTokens.after(checks, list, request.getPageToken());
    answers.answer(
        checks,
        observer,
        () -> shards.entities(request.getType(), request.getShard(), after, size));
  }

  @Override
  public void planRebalance(PlanRebalanceRequest request, StreamObserver<RebalancePlan> observer) {
    answers.answer(new FieldChecks(), observer, () -> shards.plan(request.getType()));
  }

  @Override
  public void allocateShard(
      AllocateShardRequest request, StreamObserver<ShardAllocation> observer) {
    var checks = new FieldChecks();
    if (request.getRelease() != request.getNode().isEmpty()) {
      checks.violated("node", "must be a node, or empty if release is set");
    } else if (!request.getRelease()) {
      address(checks, "node", request.getNode());
    }
    reason(checks, request.getReason(), request.getDryRun());
    var who = Operators.calling();
    answers.answer(checks, observer, () -> shards.allocate(request, who));
  }

  private static void address(FieldChecks checks, String field, String node) {
    if (!ADDRESS.matcher(node).matches()) {
      checks.violated(field, "must be a cluster address, host:port, as the cluster shows it");
    }
  }

  private static void reason(FieldChecks checks, String reason, boolean dryRun) {
    if (!dryRun || !reason.isEmpty()) {
      Audit.reason(checks, "reason", reason);
    }
  }
}
