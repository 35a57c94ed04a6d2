package switchboard.placement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.placement.PlacementReply.Described;

/**
 * The cluster as one node sees it, with what all members say.
 *
 * @param asked cluster address of the node that was asked
 * @param leader cluster address of the leader
 * @param members oldest first
 * @param pins the address that each pinned shard is kept at, of each type
 */
public record ClusterState(
    String asked,
    Optional<String> leader,
    List<MemberState> members,
    Map<String, Map<String, String>> pins) {
  public ClusterState {
    members = List.copyOf(members);
    pins = Map.copyOf(pins);
  }

  /**
   * A member.
   *
   * @param address its cluster address
   * @param status upper snake, such as UP
   * @param reachable whether all members can reach it
   * @param said what it says; empty if it cannot be reached or did not answer in time
   */
  public record MemberState(
      String address, String status, boolean reachable, Optional<Described> said) {
    /** Whether it does its part: it is up, can be reached, and answers. */
    public boolean isHealthy() {
      return reachable && said.isPresent() && status.equals("UP");
    }
  }

  /** The member at an address. */
  public Optional<MemberState> member(String address) {
    return members.stream().filter(member -> member.address().equals(address)).findFirst();
  }

  /** The oldest that is up: where coordinators are. */
  public Optional<MemberState> oldest() {
    return members.stream()
        .filter(member -> member.status().equals("UP") || member.status().equals("LEAVING"))
        .findFirst();
  }

  /** Addresses of those that said nothing. */
  public List<String> silent() {
    return members.stream()
        .filter(member -> member.said().isEmpty())
        .map(MemberState::address)
        .toList();
  }

  /** What the members say. */
  public List<Described> said() {
    return members.stream().flatMap(member -> member.said().stream()).toList();
  }

  /** Addresses of the members that miss the heartbeats of one. */
  public List<String> suspecting(String address) {
    return said().stream()
        .filter(each -> each.suspects().contains(address))
        .map(Described::node)
        .toList();
  }
}
