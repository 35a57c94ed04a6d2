package switchboard.failover;

/** What the nodes' crash watches tell each other, and themselves. */
sealed interface CrashMessage {
  /** To every other node: the subject's port has refused me. */
  record Refused(NodeLife witness, NodeLife subject) implements CrashMessage {}

  /** To every other node: the subject's port does not refuse me any more. */
  record Withdrawn(NodeLife witness, NodeLife subject) implements CrashMessage {}

  /** What came of an attempt to connect; told by itself. */
  record Probed(NodeLife subject, Probe.Outcome outcome) implements CrashMessage {}

  /** Time to look; told by itself. */
  enum Look implements CrashMessage {
    INSTANCE
  }
}
