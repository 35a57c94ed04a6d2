package switchboard.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.session.SessionId;
import switchboard.worker.ConnectedWorker;
import switchboard.worker.HeldTurn;

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

  /** What it has counted, and how it is. */
  record Measured(NodeIdentity node, NodeView.Counts counts, NodeFigures figures)
      implements DirectoryReply {}

  /** Workers that are connected to it, in the order of their positions. */
  record Connected(NodeIdentity node, List<AtNode> workers) implements DirectoryReply {
    public Connected {
      workers = List.copyOf(workers);
    }
  }

  /**
   * What it has to do with a worker.
   *
   * @param streams of the worker that came to it
   * @param sessions in the order of their ids
   */
  record Working(NodeIdentity node, List<AtNode> streams, List<AtWorker> sessions)
      implements DirectoryReply {
    public Working {
      streams = List.copyOf(streams);
      sessions = List.copyOf(sessions);
    }
  }

  /** What it found. */
  record Examined(NodeIdentity node, Examination found) implements DirectoryReply {}

  /**
   * Whether the session is told to leave its memory.
   *
   * @param since when it came into that; empty if it is not there
   */
  record Evicting(NodeIdentity node, Optional<Instant> since) implements DirectoryReply {}

  /**
   * A worker's stream that came to the node that answers.
   *
   * @param given how many turns the worker has
   * @param waiting how many turns wait there until it has room for them
   */
  record AtNode(ConnectedWorker worker, int given, int waiting) {}

  /**
   * A session that the node has to do with a worker for.
   *
   * @param stays whether it is in the node's memory and stays with the worker
   * @param turns of it that are at the worker's streams to the node
   */
  record AtWorker(SessionId session, boolean stays, List<HeldTurn> turns) {
    public AtWorker {
      turns = List.copyOf(turns);
    }
  }
}
