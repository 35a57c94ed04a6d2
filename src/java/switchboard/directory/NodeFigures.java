package switchboard.directory;

import java.time.Duration;
import java.util.List;
import switchboard.session.SessionMeter.Took;

/**
 * What a node has counted since its start, and how it is now.
 *
 * @param traffic what went through it
 * @param underWay commands for sessions that were given to it and have no answer yet
 * @param workers connected to it
 * @param latencies how long it took to acknowledge messages, of about the last ten seconds
 * @param process what its process uses
 */
public record NodeFigures(
    Traffic traffic, int underWay, int workers, List<Took> latencies, ProcessFigures process) {
  public NodeFigures {
    latencies = List.copyOf(latencies);
  }

  /** As long as its doors are not open. */
  static NodeFigures closed() {
    return new NodeFigures(Traffic.NONE, 0, 0, List.of(), ProcessFigures.now());
  }

  /**
   * What only grows while the node lives.
   *
   * @param acknowledged messages that its door took and that were recorded, on whatever node
   * @param answered messages of sessions on this node that their agents answered
   * @param pushed answers, and other words of agents, that were written to its streams
   * @param refused messages that its door took and a session refused
   * @param failed messages that its door took and that got no answer in time, or found no store
   * @param fenced writes of its entities that the store refused, since others had claimed
   */
  public record Traffic(
      long acknowledged, long answered, long pushed, long refused, long failed, long fenced) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0);
  }

  /**
   * What its process uses.
   *
   * @param uptime since the process began
   * @param processorTime of all its threads together, since the process began
   * @param collectionTime that it stood still for the collection of garbage, since it began
   * @param processors that it may use
   * @param heapUsed bytes, garbage included
   * @param heapMax bytes
   */
  public record ProcessFigures(
      Duration uptime,
      Duration processorTime,
      Duration collectionTime,
      int processors,
      long heapUsed,
      long heapMax) {
    /** Those of this process. */
    public static ProcessFigures now() {
      return ThisProcess.figures();
    }
  }
}
