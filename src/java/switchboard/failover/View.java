package switchboard.failover;

import java.util.List;
import java.util.Set;

/**
 * The cluster as one node sees it now.
 *
 * @param self the node that looks; one of the members
 * @param members all that take part, the unreachable ones too, in the order in which they would
 *     lead the cluster; without those that have not joined yet or are on their way out
 * @param unreachable those of the members that the failure detector has given up
 */
record View(NodeLife self, List<NodeLife> members, Set<NodeLife> unreachable) {
  View {
    members = List.copyOf(members);
    unreachable = Set.copyOf(unreachable);
  }
}
