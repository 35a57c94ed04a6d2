package switchboard.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import switchboard.placement.ClusterState.MemberState;

/** What taking members out of the cluster means, and when it must not be done. */
public final class MemberRules {
  private MemberRules() {}

  /** Why nodes are not taken out. */
  public enum Problem {
    /** No member has this address. */
    NODE_NOT_FOUND,
    /** It is reachable and answers: it could leave in order instead. */
    NODE_HEALTHY,
    /** It does not answer, so it cannot leave in order. */
    NODE_SILENT,
    /** Those that would be left are not more than half of the members. */
    MAJORITY_LOST,
    /** All members can be reached. */
    NOTHING_UNREACHABLE
  }

  /**
   * What would be.
   *
   * @param members how many there are
   * @param healthy how many healthy ones would be left
   * @param moves what the nodes that go host of each type
   */
  public record Outlook(
      List<String> nodes, int members, int healthy, List<Moving> moves, Optional<Problem> problem) {
    public Outlook {
      nodes = List.copyOf(nodes);
      moves = List.copyOf(moves);
    }

    /** Whether those that are left would be more than half of the members. */
    public boolean majority() {
      return isMajority(healthy, members);
    }
  }

  /** So much of a type. */
  public record Moving(String type, int shards, int entities) {}

  /** Whether some are more than half of the members. */
  public static boolean isMajority(int some, int members) {
    return 2 * some > members;
  }

  /** How many members are healthy. */
  public static int healthy(ClusterState state) {
    return (int) state.members().stream().filter(MemberState::isHealthy).count();
  }

  /** If a node leaves in order. */
  public static Outlook leave(ClusterState state, String node, boolean force) {
    var member = state.member(node);
    var outlook = without(state, List.of(node));
    if (member.isEmpty()) {
      return with(outlook, Problem.NODE_NOT_FOUND);
    }
    if (member.get().said().isEmpty()) {
      return with(outlook, Problem.NODE_SILENT);
    }
    return force || outlook.majority() ? outlook : with(outlook, Problem.MAJORITY_LOST);
  }

  /** If nodes are downed. */
  public static Outlook down(ClusterState state, List<String> nodes, boolean force) {
    var outlook = without(state, nodes);
    if (nodes.stream().anyMatch(node -> state.member(node).isEmpty())) {
      return with(outlook, Problem.NODE_NOT_FOUND);
    }
    if (force) {
      return outlook;
    }
    if (nodes.stream().flatMap(node -> state.member(node).stream()).anyMatch(MemberRules::lives)) {
      return with(outlook, Problem.NODE_HEALTHY);
    }
    return outlook.majority() ? outlook : with(outlook, Problem.MAJORITY_LOST);
  }

  private static boolean lives(MemberState member) {
    return member.reachable() && member.said().isPresent();
  }

  /** If all that cannot be reached are downed. */
  public static Outlook downUnreachable(ClusterState state, boolean force) {
    var nodes =
        state.members().stream()
            .filter(member -> !member.reachable())
            .map(MemberState::address)
            .toList();
    return nodes.isEmpty()
        ? with(without(state, nodes), Problem.NOTHING_UNREACHABLE)
        : down(state, nodes, force);
  }

  private static Outlook with(Outlook outlook, Problem problem) {
    return new Outlook(
        outlook.nodes(),
        outlook.members(),
        outlook.healthy(),
        outlook.moves(),
        Optional.of(problem));
  }

  private static Outlook without(ClusterState state, List<String> nodes) {
    int healthy =
        (int)
            state.members().stream()
                .filter(member -> member.isHealthy() && !nodes.contains(member.address()))
                .count();
    return new Outlook(
        nodes, state.members().size(), healthy, moves(state, nodes), Optional.empty());
  }

  private static List<Moving> moves(ClusterState state, Collection<String> nodes) {
    var moves = new TreeMap<String, Moving>();
    for (var said : state.said()) {
      if (nodes.contains(said.node())) {
        for (var type : said.types()) {
          moves.merge(
              type.type(),
              new Moving(type.type(), type.shards().size(), type.entities()),
              (one, other) ->
                  new Moving(
                      type.type(),
                      one.shards() + other.shards(),
                      one.entities() + other.entities()));
        }
      }
    }
    return new ArrayList<>(moves.values());
  }
}
