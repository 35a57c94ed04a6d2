package switchboard.fakes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import switchboard.placement.BusySession;
import switchboard.placement.ClusterNews;
import switchboard.placement.ClusterState;
import switchboard.placement.ClusterState.MemberState;
import switchboard.placement.HostedShard;
import switchboard.placement.HostedType;
import switchboard.placement.Placement;
import switchboard.placement.PlacementReply.Described;
import switchboard.placement.ShardRules;

/** A cluster of what the test puts into it; at first one healthy member and one that is away. */
public final class MemoryPlacement implements Placement {
  public static final Instant SINCE = Instant.parse("2026-11-22T10:15:30Z");
  public static final String FIRST = "10.0.0.1:7625";
  public static final String SECOND = "10.0.0.2:7625";
  public static final String AWAY = "10.0.0.3:7625";

  private final TreeMap<String, MemberState> members = new TreeMap<>();
  private final Map<String, String> statuses = new HashMap<>();

  /** What is pinned where, of sessions. */
  public final Map<String, String> pins = new HashMap<>();

  /** The nodes that were told to leave. */
  public final List<String> left = new ArrayList<>();

  /** Whether its node is a member. */
  public volatile boolean member = true;

  /** What a tail tells, after which it is silent. */
  public List<ClusterNews> news = List.of();

  /** How many tails are open. */
  public volatile int tails;

  public MemoryPlacement() {
    healthy(
        FIRST,
        List.of(AWAY),
        type("saga", 3),
        new HostedType(
            "session",
            List.of(
                new HostedShard("2", 10, 0),
                new HostedShard("7", 5, 90.5),
                new HostedShard("11", 1, 0.25))));
    put(AWAY, false, Optional.empty());
  }

  private static HostedType type(String name, int entities) {
    return new HostedType(name, List.of(new HostedShard("4", entities, 0)));
  }

  /** Adds a second healthy member, so that there is a majority. */
  public MemoryPlacement withSecond() {
    healthy(
        SECOND,
        List.of(),
        type("saga", 1),
        new HostedType("session", List.of(new HostedShard("3", 4, 2))));
    return this;
  }

  private void healthy(String node, List<String> suspects, HostedType... types) {
    var busiest =
        node.equals(FIRST)
            ? List.of(
                new BusySession("tenants/acme/sessions/hot", "7", 88),
                new BusySession("tenants/acme/sessions/warm", "7", 2.5))
            : List.<BusySession>of();
    put(
        node,
        true,
        Optional.of(
            new Described(node, SINCE, "25.0.1", "1.2.1", suspects, List.of(types), busiest)));
  }

  private void put(String node, boolean reachable, Optional<Described> said) {
    members.put(node, new MemberState(node, "UP", reachable, said));
  }

  @Override
  public boolean isMember() {
    return member;
  }

  @Override
  public int shards() {
    return 12;
  }

  @Override
  public CompletionStage<ClusterState> state() {
    return CompletableFuture.completedStage(
        new ClusterState(
            FIRST,
            Optional.of(FIRST),
            List.copyOf(members.values()),
            Map.of("session", Map.copyOf(pins))));
  }

  @Override
  public CompletionStage<Page> entities(String type, String shard, String after, int max) {
    var state = state().toCompletableFuture().resultNow();
    var hosted = ShardRules.shard(state, type, shard);
    var ids = new ArrayList<String>();
    for (int i = 0; hosted.isPresent() && i < hosted.get().shard().entities(); i++) {
      ids.add("acme/s%03d".formatted(i));
    }
    return CompletableFuture.completedStage(
        new Page(
            ids.stream().filter(id -> id.compareTo(after) > 0).limit(max).toList(),
            hosted.map(ShardRules.Hosted::node).orElse(""),
            state.silent()));
  }

  @Override
  public CompletionStage<Plan> plan(ClusterState state, String type) {
    return CompletableFuture.completedStage(
        members.size() < 3
            ? new Plan(List.of(), List.of())
            : new Plan(List.of(new Move("2", FIRST, SECOND)), List.of(AWAY)));
  }

  @Override
  public CompletionStage<Boolean> leave(String node) {
    left.add(node);
    statuses.put(node, "LEAVING");
    return CompletableFuture.completedStage(true);
  }

  @Override
  public CompletionStage<Boolean> down(List<String> nodes) {
    nodes.forEach(node -> statuses.put(node, "DOWN"));
    return CompletableFuture.completedStage(true);
  }

  @Override
  public List<String> statuses(List<String> nodes) {
    return nodes.stream()
        .map(node -> members.containsKey(node) ? statuses.getOrDefault(node, "UP") : "REMOVED")
        .toList();
  }

  @Override
  public CompletionStage<Boolean> pin(String type, String shard, String node) {
    pins.put(shard, node);
    return CompletableFuture.completedStage(true);
  }

  @Override
  public CompletionStage<Boolean> release(String type, String shard, List<String> nodes) {
    if (nodes.contains(pins.get(shard))) {
      pins.remove(shard);
    }
    return CompletableFuture.completedStage(true);
  }

  @Override
  public Tail tail(Consumer<ClusterNews> listener) {
    tails++;
    news.forEach(listener);
    return () -> tails--;
  }
}
