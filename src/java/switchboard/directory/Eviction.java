package switchboard.directory;

import java.util.List;

/**
 * What came of having a session leave memory.
 *
 * @param told the nodes that held it
 * @param left whether none of them holds it any more as it was; it may have been woken since
 * @param silent cluster addresses of members that did not answer in time
 */
public record Eviction(List<NodeIdentity> told, boolean left, List<String> silent) {
  public Eviction {
    told = List.copyOf(told);
    silent = List.copyOf(silent);
  }
}
