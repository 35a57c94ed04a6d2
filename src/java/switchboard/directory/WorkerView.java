package switchboard.directory;

import switchboard.worker.ConnectedWorker;

/**
 * A worker by one of its streams.
 *
 * @param node that it is connected to
 * @param given how many turns it has
 * @param waiting how many turns wait there until it has room for them
 */
public record WorkerView(NodeIdentity node, ConnectedWorker worker, int given, int waiting) {}
