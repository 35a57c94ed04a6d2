package switchboard.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import switchboard.session.ShardedSessions;

/** What the nodes' answers say of the shards. */
public final class ShardRules {
  /** Shards in the order of their numbers. */
  static final Comparator<HostedShard> BY_NUMBER =
      Comparator.<HostedShard>comparingInt(shard -> shard.shard().length())
          .thenComparing(HostedShard::shard);

  private static final int BUSIEST = 10;

  private ShardRules() {}

  /** A shard and the node that hosts it. */
  public record Hosted(HostedShard shard, String node) {}

  /** How much a node hosts of a type. */
  public record Share(String node, int shards, int entities, double perSecond) {}

  /** A busy session and its node. */
  public record Busy(BusySession session, String node) {}

  /** How even some numbers are. */
  public record Balance(int min, double median, int max) {
    /** Of no number it is all zero. */
    public static Balance of(List<Integer> counts) {
      if (counts.isEmpty()) {
        return new Balance(0, 0, 0);
      }
      var sorted = counts.stream().sorted().toList();
      int half = sorted.size() / 2;
      double median =
          sorted.size() % 2 == 1
              ? sorted.get(half)
              : (sorted.get(half - 1) + sorted.get(half)) / 2.0;
      return new Balance(sorted.getFirst(), median, sorted.getLast());
    }
  }

  /** Whether messages are counted for a type. */
  public static boolean isMeasured(String type) {
    return type.equals(ShardedSessions.NAME);
  }

  /** The types that any node hosts, in the order of their names. */
  public static List<String> types(ClusterState state) {
    return state.said().stream()
        .flatMap(said -> said.types().stream())
        .map(HostedType::type)
        .distinct()
        .sorted()
        .toList();
  }

  private static Stream<HostedShard> hosted(PlacementReply.Described said, String type) {
    return said.types().stream()
        .filter(each -> each.type().equals(type))
        .flatMap(each -> each.shards().stream());
  }

  /** The shards of a type that are hosted, in the order of their numbers. */
  public static List<Hosted> shards(ClusterState state, String type) {
    return state.said().stream()
        .flatMap(said -> hosted(said, type).map(shard -> new Hosted(shard, said.node())))
        .sorted(Comparator.comparing(Hosted::shard, BY_NUMBER).thenComparing(Hosted::node))
        .toList();
  }

  /** One shard, if it is hosted. */
  public static Optional<Hosted> shard(ClusterState state, String type, String shard) {
    return shards(state, type).stream()
        .filter(each -> each.shard().shard().equals(shard))
        .findFirst();
  }

  /** How much each node that answered hosts of a type. */
  public static List<Share> shares(ClusterState state, String type) {
    var shares = new ArrayList<Share>();
    for (var said : state.said()) {
      var shards = hosted(said, type).toList();
      shares.add(
          new Share(
              said.node(),
              shards.size(),
              shards.stream().mapToInt(HostedShard::entities).sum(),
              shards.stream().mapToDouble(HostedShard::perSecond).sum()));
    }
    shares.sort(Comparator.comparing(Share::node));
    return shares;
  }

  /** The busiest sessions that the nodes tell of, the busiest first. */
  public static List<Busy> busiest(ClusterState state) {
    return state.said().stream()
        .flatMap(said -> said.busiest().stream().map(session -> new Busy(session, said.node())))
        .sorted(Comparator.<Busy>comparingDouble(busy -> busy.session().perSecond()).reversed())
        .limit(BUSIEST)
        .toList();
  }
}
