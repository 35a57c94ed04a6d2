package switchboard.failover;

/** What the nodes' crash watches tell each other, and themselves. */
sealed interface CrashMessage {
  /** To every other node: the subject's port has refused me. */
  record Refused(NodeLife witness, NodeLife subject) implements CrashMessage {}

  /** To every other node: the subject's port does not refuse me any more. */
  record Withdrawn(NodeLife witness, NodeLife subject) implements CrashMessage {}

  /** What came of a connection; told by itself. */
  record Probed(Attempt attempt, Probe.Outcome outcome) implements CrashMessage {}

  /**
   * A connection to another node.
   *
   * @param holds whether it is kept, to learn of its end; otherwise it only tells who listens
   */
  record Attempt(NodeLife subject, boolean holds) {}

  /** Time to look; told by itself. */
  enum Look implements CrashMessage {
    INSTANCE
  }
}
