package switchboard.operations;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import switchboard.directory.NodeView;
import switchboard.placement.ClusterNews;
import switchboard.placement.ClusterState;
import switchboard.placement.MemberRules;
import switchboard.placement.Placement;
import switchboard.placement.ShardRules;
import switchboard.placement.ShardRules.Balance;
import switchboard.placement.ShardRules.Hosted;
import switchboard.placement.ShardRules.Share;
import switchboard.v1.BusySession;
import switchboard.v1.ClusterEvent;
import switchboard.v1.ClusterMember;
import switchboard.v1.ClusterView;
import switchboard.v1.HostedByNode;
import switchboard.v1.HostedType;
import switchboard.v1.MembershipChange;
import switchboard.v1.RebalancePlan;
import switchboard.v1.Shard;
import switchboard.v1.ShardedType;
import switchboard.v1.ShardingView;
import switchboard.wire.PublicEvents;

/** Members and shards as the contract says them. */
final class PublicPlacement {
  private PublicPlacement() {}

  static ClusterView cluster(ClusterState state, List<NodeView> nodes) {
    int healthy = MemberRules.healthy(state);
    var view =
        ClusterView.newBuilder()
            .setAsked(state.asked())
            .setLeader(state.leader().orElse(""))
            .setHealthy(healthy)
            .setMajority(MemberRules.isMajority(healthy, state.members().size()))
            .addAllSilent(silent(state, nodes));
    state.oldest().ifPresent(oldest -> view.setOldest(oldest.address()));
    nodes.forEach(node -> view.addMembers(member(state, node)));
    return view.build();
  }

  /** A node that one of the two rounds did not hear is silent. */
  private static List<String> silent(ClusterState state, List<NodeView> nodes) {
    return nodes.stream()
        .filter(
            node ->
                node.said().isEmpty()
                    || state.member(node.identity().address()).stream()
                        .allMatch(member -> member.said().isEmpty()))
        .map(node -> node.identity().address())
        .toList();
  }

  private static ClusterMember member(ClusterState state, NodeView node) {
    var address = node.identity().address();
    var member =
        ClusterMember.newBuilder()
            .setNode(PublicPlaces.node(node))
            .addAllSuspectedBy(state.suspecting(address));
    state
        .member(address)
        .flatMap(ClusterState.MemberState::said)
        .ifPresent(
            said -> {
              member.setJavaVersion(said.javaVersion()).setPekkoVersion(said.pekkoVersion());
              said.types()
                  .forEach(
                      type ->
                          member.addHosted(
                              hosted(type.type(), type.shards().size(), type.entities())));
            });
    return member.build();
  }

  private static HostedType hosted(String type, int shards, int entities) {
    return HostedType.newBuilder().setType(type).setShards(shards).setEntities(entities).build();
  }

  static ClusterEvent event(ClusterNews news) {
    return ClusterEvent.newBuilder()
        .setEventTime(PublicEvents.timestamp(news.time()))
        .setKind(ClusterEvent.Kind.valueOf(news.kind().name()))
        .setSnapshot(news.snapshot())
        .setNode(news.node())
        .setStatus(news.status())
        .setType(news.type())
        .setShard(news.shard())
        .setPreviousNode(news.previous())
        .build();
  }

  static MembershipChange.Builder change(ClusterState state, MemberRules.Outlook outlook) {
    return MembershipChange.newBuilder()
        .addAllNodes(outlook.nodes())
        .setMembersBefore(outlook.members())
        .setHealthyAfter(outlook.healthy())
        .setMajorityAfter(outlook.majority())
        .addAllMoves(
            outlook.moves().stream()
                .map(moving -> hosted(moving.type(), moving.shards(), moving.entities()))
                .toList())
        .setProblem(outlook.problem().map(Enum::name).orElse(""))
        .addAllSilent(state.silent());
  }

  static ShardingView sharding(ClusterState state, List<String> types, int configured) {
    return ShardingView.newBuilder()
        .addAllTypes(types.stream().map(type -> type(state, type, configured)).toList())
        .addAllBusiest(
            ShardRules.busiest(state).stream()
                .filter(_ -> types.stream().anyMatch(ShardRules::isMeasured))
                .map(PublicPlacement::busy)
                .toList())
        .addAllSilent(state.silent())
        .build();
  }

  private static BusySession busy(ShardRules.Busy busy) {
    return BusySession.newBuilder()
        .setName(busy.session().name())
        .setShard(busy.session().shard())
        .setNode(busy.node())
        .setMessagesPerSecond(rounded(busy.session().perSecond()))
        .build();
  }

  /** Two digits are more than an average over some seconds is good for. */
  private static double rounded(double rate) {
    return Math.round(rate * 100) / 100.0;
  }

  private static ShardedType type(ClusterState state, String type, int configured) {
    var shares = ShardRules.shares(state, type);
    var pins = state.pins().getOrDefault(type, Map.of());
    var seen =
        ShardedType.newBuilder()
            .setType(type)
            .setShardsConfigured(configured)
            .addAllNodes(shares.stream().map(share -> share(type, share)).toList())
            .addAllShards(
                ShardRules.shards(state, type).stream()
                    .map(shard -> shard(type, shard, pins.getOrDefault(shard.shard().shard(), "")))
                    .toList())
            .setShardBalance(balance(Balance.of(shares.stream().map(Share::shards).toList())))
            .setEntityBalance(balance(Balance.of(shares.stream().map(Share::entities).toList())));
    state
        .oldest()
        .ifPresent(
            oldest ->
                seen.setCoordinator(oldest.address())
                    .setCoordinatorAnswers(oldest.said().isPresent()));
    return seen.build();
  }

  private static ShardedType.Balance balance(Balance balance) {
    return ShardedType.Balance.newBuilder()
        .setMin(balance.min())
        .setMedian(balance.median())
        .setMax(balance.max())
        .build();
  }

  private static HostedByNode share(String type, Share share) {
    var seen =
        HostedByNode.newBuilder()
            .setNode(share.node())
            .setShards(share.shards())
            .setEntities(share.entities());
    if (ShardRules.isMeasured(type)) {
      seen.setMessagesPerSecond(rounded(share.perSecond()));
    }
    return seen.build();
  }

  static Shard shard(String type, Hosted hosted, String pinnedTo) {
    var seen =
        Shard.newBuilder()
            .setShard(hosted.shard().shard())
            .setNode(hosted.node())
            .setEntities(hosted.shard().entities())
            .setPinnedTo(pinnedTo);
    if (ShardRules.isMeasured(type)) {
      seen.setMessagesPerSecond(rounded(hosted.shard().perSecond()));
    }
    return seen.build();
  }

  static RebalancePlan plan(ClusterState state, String type, Placement.Plan plan) {
    var entities =
        ShardRules.shards(state, type).stream()
            .collect(
                Collectors.toMap(
                    hosted -> hosted.shard().shard(),
                    hosted -> hosted.shard().entities(),
                    (one, other) -> one + other));
    return RebalancePlan.newBuilder()
        .addAllMoves(
            plan.moves().stream()
                .map(
                    move ->
                        RebalancePlan.Move.newBuilder()
                            .setShard(move.shard())
                            .setFrom(move.from())
                            .setTo(move.to())
                            .setEntities(entities.getOrDefault(move.shard(), 0))
                            .build())
                .toList())
        .addAllSettling(plan.settling())
        .addAllSilent(state.silent())
        .build();
  }
}
