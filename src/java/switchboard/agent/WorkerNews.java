package switchboard.agent;

/** What becomes of a turn that was handed to a worker. */
public sealed interface WorkerNews {
  /** Sequence of the event that is being answered. */
  long turn();

  /** The attempt that this tells of: news of any but the latest mean nothing. */
  int attempt();

  /** A worker has the turn. */
  record Taken(long turn, int attempt, String worker) implements WorkerNews {}

  /**
   * A piece of the answer while it is being made. It is shown and never recorded.
   *
   * @param text what comes after the pieces before; they need not add up to the answer
   */
  record Delta(long turn, int attempt, String text) implements WorkerNews {}

  /** A worker answered: nothing more comes of this attempt. */
  record Answered(long turn, int attempt, String worker, AgentAnswer answer)
      implements WorkerNews {}

  /** The attempt came to nothing: the turn can be handed out again. */
  record Lost(long turn, int attempt, Reason reason) implements WorkerNews {
    /** Why. */
    public enum Reason {
      /** There is no worker of this agent with room for it. */
      NO_WORKER,
      /** The worker's connection, process or node is gone. */
      WORKER_LOST,
      /** The worker is connected and has shown no life for too long. */
      WORKER_STALLED,
      /** The worker is leaving and did not take it. */
      WORKER_DRAINING,
      /** The worker said that it failed, or what it said cannot be used. */
      WORKER_FAILED
    }
  }
}
