package switchboard.operations;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.placement.ClusterState;
import switchboard.placement.Placement;
import switchboard.placement.PlacementReply;
import switchboard.placement.ShardRules;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.rpc.PageTokens;
import switchboard.v1.AllocateShardRequest;
import switchboard.v1.ListShardEntitiesResponse;
import switchboard.v1.RebalancePlan;
import switchboard.v1.Shard;
import switchboard.v1.ShardAllocation;
import switchboard.v1.ShardingView;
import switchboard.wire.OperatorErrors;

/** Where shards are, and moving them. */
final class ShardCalls {
  private final Placement placement;
  private final Audit audit;

  ShardCalls(Placement placement, Audit audit) {
    this.placement = placement;
    this.audit = audit;
  }

  CompletionStage<Outcome<ShardingView>> show(String type) {
    return placement
        .state()
        .thenApply(
            state -> {
              var types = ShardRules.types(state);
              if (type.isEmpty() || types.contains(type)) {
                return new Done<>(
                    PublicPlacement.sharding(
                        state, type.isEmpty() ? types : List.of(type), placement.shards()));
              }
              return new Failed<>(OperatorErrors.shardTypeNotFound());
            });
  }

  /** Names the list of a shard's entities in its page tokens. */
  static String list(String type, String shard) {
    return "entities:" + type + ":" + shard;
  }

  CompletionStage<Outcome<ListShardEntitiesResponse>> entities(
      String type, String shard, String after, int size) {
    return placement
        .entities(type, shard, after, size + 1)
        .thenApply(
            page -> {
              if (page.node().isEmpty() && page.silent().isEmpty()) {
                return new Failed<>(OperatorErrors.shardNotFound());
              }
              var response =
                  ListShardEntitiesResponse.newBuilder()
                      .setNode(page.node())
                      .addAllSilent(page.silent())
                      .addAllEntities(page.ids().stream().limit(size).toList());
              if (page.ids().size() > size) {
                response.setNextPageToken(
                    PageTokens.token(list(type, shard), page.ids().get(size - 1)));
              }
              return new Done<>(response.build());
            });
  }

  CompletionStage<Outcome<RebalancePlan>> plan(String type) {
    return placement
        .state()
        .thenCompose(
            state ->
                ShardRules.types(state).contains(type)
                    ? placement
                        .plan(state, type)
                        .thenApply(plan -> new Done<>(PublicPlacement.plan(state, type, plan)))
                    : CompletableFuture.completedStage(
                        new Failed<>(OperatorErrors.shardTypeNotFound())));
  }

  CompletionStage<Outcome<ShardAllocation>> allocate(AllocateShardRequest request, Operator who) {
    if (request.getDryRun()) {
      return placement
          .state()
          .thenApply(
              state ->
                  problem(state, request)
                      .orElseGet(() -> new Done<>(allocation(state, request).build())));
    }
    var target = request.getType() + "/" + request.getShard();
    return placement
        .state()
        .thenCompose(
            state ->
                audit.change(
                    new Audit.Asked(who, "AllocateShard", target, request.getReason()),
                    stand(state, request),
                    () -> placement.state().thenApply(after -> stand(after, request)),
                    () ->
                        problem(state, request)
                            .<CompletionStage<Outcome<ShardAllocation>>>map(
                                CompletableFuture::completedStage)
                            .orElseGet(() -> allocated(state, request))));
  }

  /** Whoever is silent is not told: what it keeps counts no more than a later pin. */
  private CompletionStage<Outcome<ShardAllocation>> allocated(
      ClusterState state, AllocateShardRequest request) {
    var done = allocation(state, request).setDone(true);
    var others =
        state.said().stream()
            .map(PlacementReply.Described::node)
            .filter(node -> !node.equals(request.getNode()))
            .toList();
    return placement
        .release(request.getType(), request.getShard(), others)
        .thenCombine(
            request.getRelease()
                ? CompletableFuture.completedStage(true)
                : placement.pin(request.getType(), request.getShard(), request.getNode()),
            Boolean::logicalAnd)
        .thenApply(
            noted -> noted ? new Done<>(done.build()) : new Failed<>(OperatorErrors.nodeSilent()));
  }

  private Optional<Outcome<ShardAllocation>> problem(
      ClusterState state, AllocateShardRequest request) {
    if (!ShardRules.isMeasured(request.getType())) {
      return Optional.of(new Failed<>(OperatorErrors.notPinnable()));
    }
    if (!isShard(request.getShard())) {
      return Optional.of(new Failed<>(OperatorErrors.shardNotFound()));
    }
    if (request.getRelease()) {
      return Optional.empty();
    }
    var member = state.member(request.getNode());
    if (member.isEmpty()) {
      return Optional.of(new Failed<>(OperatorErrors.nodeNotFound()));
    }
    return member.get().isHealthy()
        ? Optional.empty()
        : Optional.of(new Failed<>(OperatorErrors.nodeSilent()));
  }

  private boolean isShard(String shard) {
    return shard.matches("0|[1-9][0-9]{0,8}") && Integer.parseInt(shard) < placement.shards();
  }

  private static ShardAllocation.Builder allocation(
      ClusterState state, AllocateShardRequest request) {
    return ShardAllocation.newBuilder()
        .setBefore(shard(state, request))
        .setPinnedTo(request.getRelease() ? "" : request.getNode())
        .addAllSilent(state.silent());
  }

  private static Shard shard(ClusterState state, AllocateShardRequest request) {
    var pinned = pinned(state, request);
    return ShardRules.shard(state, request.getType(), request.getShard())
        .map(hosted -> PublicPlacement.shard(request.getType(), hosted, pinned))
        .orElseGet(
            () -> Shard.newBuilder().setShard(request.getShard()).setPinnedTo(pinned).build());
  }

  private static String pinned(ClusterState state, AllocateShardRequest request) {
    return state
        .pins()
        .getOrDefault(request.getType(), Map.of())
        .getOrDefault(request.getShard(), "");
  }

  private static String stand(ClusterState state, AllocateShardRequest request) {
    var shard = shard(state, request);
    return "at "
        + (shard.getNode().isEmpty() ? "no node that answered" : shard.getNode())
        + (shard.getPinnedTo().isEmpty() ? ", not pinned" : ", pinned to " + shard.getPinnedTo());
  }
}
