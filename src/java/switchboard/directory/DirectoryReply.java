package switchboard.directory;

import java.util.List;

/** What a node's desk answers. */
public sealed interface DirectoryReply {
  /** Who answers. */
  NodeIdentity node();

  /** The sessions asked for that are in its memory. */
  record Found(NodeIdentity node, List<Holding> holdings) implements DirectoryReply {
    public Found {
      holdings = List.copyOf(holdings);
    }
  }

  /** What it counts. */
  record Described(NodeIdentity node, NodeView.Counts counts) implements DirectoryReply {}
}
