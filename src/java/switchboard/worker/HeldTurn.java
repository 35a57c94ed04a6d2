package switchboard.worker;

import switchboard.session.SessionId;

/**
 * An attempt at a turn that is at a worker's stream.
 *
 * @param turn sequence of the event to be answered
 * @param given whether the worker has it; else it waits until the worker has room for it
 */
public record HeldTurn(SessionId session, long turn, int attempt, boolean given) {
  static HeldTurn of(TurnKey key, boolean given) {
    return new HeldTurn(key.session(), key.turn(), key.attempt(), given);
  }
}
