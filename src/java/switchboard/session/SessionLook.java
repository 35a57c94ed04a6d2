package switchboard.session;

import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.context.PendingSaga;
import switchboard.session.SessionState.Life;

/**
 * What a session says of itself to the node that it lives on. It never leaves the node: what is
 * pending may hold what is classified.
 *
 * @param lastEvent when its last event was recorded
 * @param attached in no particular order
 */
public record SessionLook(
    Life life,
    String agent,
    long lastSequence,
    Instant lastEvent,
    List<PendingSaga> pending,
    List<Attached> attached) {
  /**
   * A connection.
   *
   * @param since when it attached to this incarnation of the session
   */
  public record Attached(ActorRef<LiveFeed> connection, Instant since) {}

  public SessionLook {
    pending = List.copyOf(pending);
    attached = List.copyOf(attached);
  }
}
