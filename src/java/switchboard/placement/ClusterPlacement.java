package switchboard.placement;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.pattern.Patterns;
import switchboard.directory.NodeDesks;
import switchboard.placement.PlacementMessage.ListEntities;
import switchboard.placement.PlacementReply.Described;
import switchboard.placement.PlacementReply.Entities;
import switchboard.placement.PlacementReply.Noted;

/** The members and shards of a real cluster. It remembers nothing between two calls. */
public final class ClusterPlacement implements Placement {
  private static final Duration DOWN_WITHIN = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final NodeDesks<PlacementMessage, PlacementReply> desks;
  private final Pins pins;
  private final Planner planner;

  /** Decides as the strategy that places shards does. */
  @FunctionalInterface
  public interface Planner {
    CompletionStage<Plan> plan(ClusterState state, String type, Map<String, Address> addresses);
  }

  public ClusterPlacement(ActorSystem<?> system, Pins pins, Planner planner) {
    this.system = system;
    this.cluster = Cluster.get(system.classicSystem());
    this.desks = new NodeDesks<>(system, PlacementDesk.NAME);
    this.pins = pins;
    this.planner = planner;
  }

  @Override
  public boolean isMember() {
    return desks.isMember();
  }

  @Override
  public int shards() {
    return ClusterShardingSettings.create(system).numberOfShards();
  }

  @Override
  public CompletionStage<ClusterState> state() {
    var members = desks.members();
    return desks
        .ask(members, PlacementMessage.Describe::new, Described.class)
        .thenApply(answers -> state(members, answers.said()));
  }

  private ClusterState state(List<Member> members, List<Described> said) {
    Map<String, Described> byNode =
        said.stream().collect(Collectors.toMap(Described::node, each -> each, (one, _) -> one));
    return new ClusterState(
        NodeDesks.hostAndPort(cluster.selfAddress()),
        Optional.ofNullable(cluster.state().getLeader()).map(NodeDesks::hostAndPort),
        members.stream()
            .map(
                member -> {
                  var address = NodeDesks.hostAndPort(member.address());
                  return new ClusterState.MemberState(
                      address,
                      ClusterTail.status(member),
                      desks.isReachable(member),
                      Optional.ofNullable(byNode.get(address)));
                })
            .toList(),
        pins.all());
  }

  @Override
  public CompletionStage<Page> entities(String type, String shard, String after, int max) {
    return desks
        .ask(replyTo -> new ListEntities(type, shard, after, max, replyTo), Entities.class)
        .thenApply(
            answers ->
                answers.said().stream()
                    .filter(Entities::hosted)
                    .findFirst()
                    .map(found -> new Page(found.ids(), found.node(), answers.silent()))
                    .orElseGet(() -> new Page(List.of(), "", answers.silent())));
  }

  @Override
  public CompletionStage<Plan> plan(ClusterState state, String type) {
    var addresses = new HashMap<String, Address>();
    desks.members().forEach(it -> addresses.put(NodeDesks.hostAndPort(it.address()), it.address()));
    return planner.plan(state, type, addresses);
  }

  @Override
  public CompletionStage<Boolean> leave(String node) {
    return tell(node, PlacementMessage.Leave::new);
  }

  @Override
  public CompletionStage<Boolean> pin(String type, String shard, String node) {
    return tell(node, replyTo -> new PlacementMessage.Pin(type, shard, replyTo));
  }

  private CompletionStage<Boolean> tell(
      String node,
      org.apache.pekko.japi.function.Function<ActorRef<PlacementReply>, PlacementMessage> what) {
    return desks
        .ask(members(Set.of(node)), what, Noted.class)
        .thenApply(answers -> !answers.said().isEmpty());
  }

  @Override
  public CompletionStage<Boolean> release(String type, String shard, List<String> nodes) {
    return desks
        .ask(
            members(Set.copyOf(nodes)),
            replyTo -> new PlacementMessage.Release(type, shard, replyTo),
            Noted.class)
        .thenApply(answers -> answers.silent().isEmpty());
  }

  private List<Member> members(Set<String> nodes) {
    return desks.members().stream()
        .filter(member -> nodes.contains(NodeDesks.hostAndPort(member.address())))
        .toList();
  }

  @Override
  public CompletionStage<Boolean> down(List<String> nodes) {
    members(Set.copyOf(nodes)).forEach(member -> cluster.down(member.address()));
    return untilDown(new HashSet<>(nodes), System.nanoTime() + DOWN_WITHIN.toNanos());
  }

  /** Never with null, of which Pekko's after makes a stage that does not complete. */
  private CompletionStage<Boolean> untilDown(Set<String> nodes, long deadline) {
    boolean down =
        members(nodes).stream().allMatch(member -> member.status().equals(MemberStatus.down()));
    return down || System.nanoTime() > deadline
        ? CompletableFuture.completedStage(down)
        : Patterns.after(LOOK, system, () -> untilDown(nodes, deadline));
  }

  @Override
  public List<String> statuses(List<String> nodes) {
    Map<String, Member> now =
        desks.members().stream()
            .collect(
                Collectors.toMap(
                    member -> NodeDesks.hostAndPort(member.address()),
                    Function.identity(),
                    (one, _) -> one));
    return nodes.stream()
        .map(node -> now.containsKey(node) ? ClusterTail.status(now.get(node)) : "REMOVED")
        .toList();
  }

  @Override
  public Tail tail(Consumer<ClusterNews> listener) {
    var tail =
        system.systemActorOf(
            ClusterTail.behavior(this, listener),
            "cluster-tail-" + UUID.randomUUID(),
            Props.empty());
    return () -> tail.tell(ClusterTail.close());
  }
}
