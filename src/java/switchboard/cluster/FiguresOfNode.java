package switchboard.cluster;

import java.util.function.Supplier;
import switchboard.agent.TurnCounts;
import switchboard.directory.NodeFigures;
import switchboard.directory.NodeFigures.ProcessFigures;
import switchboard.directory.NodeFigures.Traffic;
import switchboard.journal.RedisStore;
import switchboard.push.Push;
import switchboard.session.SessionMeter;

/** What this node has counted, put together from the parts that count. */
record FiguresOfNode(
    SessionMeter sessions, TurnCounts turns, Push push, RedisStore store, NodeWorkers workers)
    implements Supplier<NodeFigures> {
  @Override
  public NodeFigures get() {
    return new NodeFigures(
        new Traffic(
            sessions.acknowledged(),
            turns.answers(),
            push.answers(),
            sessions.refused(),
            sessions.failed(),
            store.fencedCount()),
        sessions.underWay(),
        workers.connected(),
        sessions.latencies(),
        ProcessFigures.now());
  }
}
