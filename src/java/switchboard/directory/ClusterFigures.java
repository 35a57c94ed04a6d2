package switchboard.directory;

import java.util.List;
import java.util.Optional;

/**
 * What the nodes have counted.
 *
 * @param nodes the members, oldest first
 * @param leader cluster address of the member that decides on joining and leaving; empty if there
 *     is none
 */
public record ClusterFigures(List<Measured> nodes, Optional<String> leader) {
  public ClusterFigures {
    nodes = List.copyOf(nodes);
  }

  /**
   * A member.
   *
   * @param figures empty if it did not answer in time
   */
  public record Measured(NodeView node, Optional<NodeFigures> figures) {}
}
