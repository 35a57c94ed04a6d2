package switchboard.directory;

import java.util.List;
import switchboard.worker.HeldTurn;

/**
 * What a worker has to do, a part of it.
 *
 * @param streams of the worker: one as a rule, two while an earlier one ends, none if no node that
 *     answered has it connected
 * @param sessions in the order of their ids
 * @param last id of the last session looked at: the next page begins after it; empty if there is no
 *     next page
 * @param silent cluster addresses of members that did not answer in time
 */
public record WorkerSessions(
    List<WorkerView> streams, List<Session> sessions, String last, List<String> silent) {
  /**
   * A session that the worker has to do with.
   *
   * @param stays whether its next turn goes to the worker, if that has room for it
   * @param turns of it that the worker has or that wait for it
   */
  public record Session(Place place, boolean stays, List<HeldTurn> turns) {
    public Session {
      turns = List.copyOf(turns);
    }
  }

  public WorkerSessions {
    streams = List.copyOf(streams);
    sessions = List.copyOf(sessions);
    silent = List.copyOf(silent);
  }
}
