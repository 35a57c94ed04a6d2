package switchboard.worker;

import java.util.List;
import switchboard.session.SessionId;

/**
 * What a desk knows first-hand. It never leaves the node.
 *
 * @param address host:port of the node's listener for workers; empty before it listens
 * @param streams of this node
 * @param staying sessions of this node, also of those that sleep or have left, whose next turn goes
 *     to the worker that was asked for
 */
record DeskView(String address, List<WorkerEntry> streams, List<SessionId> staying) {
  DeskView {
    streams = List.copyOf(streams);
    staying = List.copyOf(staying);
  }
}
