package switchboard.directory;

import java.util.List;
import java.util.Optional;
import switchboard.session.SessionId;

/**
 * Who handles a session.
 *
 * @param node that handles it or, if it sleeps, would; empty if it is HOMELESS
 * @param holding there if it is AWAKE
 * @param lastSequence of its last event; 0 if that is not known
 * @param outdated incarnations that hold it by an older claim
 * @param silent cluster addresses of members that did not answer in time
 */
public record Place(
    SessionId session,
    State state,
    String shard,
    Optional<NodeIdentity> node,
    Optional<Holding> holding,
    long lastSequence,
    List<String> outdated,
    List<String> silent) {
  /** What a session is at; operations_service.proto says what each means. */
  public enum State {
    AWAKE,
    ASLEEP,
    HOMELESS
  }

  public Place {
    outdated = List.copyOf(outdated);
    silent = List.copyOf(silent);
  }

  /** What the session says of itself. */
  public Optional<Holding.Said> said() {
    return holding.flatMap(Holding::said);
  }
}
