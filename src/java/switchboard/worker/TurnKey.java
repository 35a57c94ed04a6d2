package switchboard.worker;

import switchboard.agent.Assignment;
import switchboard.session.SessionId;

/** Names one attempt at one turn. */
record TurnKey(SessionId session, long turn, int attempt) {
  static TurnKey of(Assignment assignment) {
    return new TurnKey(
        new SessionId(assignment.tenant(), assignment.session()),
        assignment.turn(),
        assignment.attempt());
  }

  /** Whether it is an earlier attempt at the same turn. */
  boolean isBefore(TurnKey other) {
    return turn == other.turn && attempt < other.attempt && session.equals(other.session);
  }
}
