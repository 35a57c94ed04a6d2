package switchboard.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.context.PendingSaga;
import switchboard.session.SessionState.Life;

/**
 * What a session says of itself to the node that it lives on. It never leaves the node: what is
 * pending may hold what is classified.
 *
 * @param lastEvent when its last event was recorded
 * @param open the turns that workers are to answer, the current one first
 * @param worker who was given a turn last; empty if nobody was since it came into memory
 * @param attached in no particular order
 * @param pause while it takes no messages
 * @param handedOut when this incarnation handed out the current turn
 * @param heard when a worker took that, or said a piece of its answer, last
 */
public record SessionLook(
    Life life,
    String agent,
    long lastSequence,
    Instant lastEvent,
    List<PendingSaga> pending,
    List<OpenTurn> open,
    String worker,
    List<Attached> attached,
    Optional<Pause> pause,
    Optional<Instant> handedOut,
    Optional<Instant> heard) {
  /**
   * A connection.
   *
   * @param since when it attached to this incarnation of the session
   */
  public record Attached(ActorRef<LiveFeed> connection, Instant since) {}

  public SessionLook {
    pending = List.copyOf(pending);
    open = List.copyOf(open);
    attached = List.copyOf(attached);
  }
}
