package switchboard.worker;

import java.time.Instant;

/**
 * A worker that is connected to some node of the cluster.
 *
 * @param agent whose turns it answers
 * @param instance tells it from the agent's other workers
 * @param version its own; may be empty
 * @param capacity how many turns it takes at a time
 * @param host where it runs, as it says itself; may be empty
 * @param processId its process there, as it says itself; 0 if it did not
 * @param node host:port of the workers' listener of the node that it is connected to
 * @param draining whether it is handed no further turns
 * @param since when it registered, by that node's clock
 */
public record ConnectedWorker(
    String agent,
    String instance,
    String version,
    int capacity,
    String host,
    long processId,
    String node,
    boolean draining,
    Instant since) {
  public WorkerName name() {
    return new WorkerName(agent, instance);
  }

  /** Orders the streams of all workers, by their names first, and tells any two of them apart. */
  public String position() {
    return name().name() + " " + node + " " + since.toEpochMilli();
  }
}
