package switchboard.session;

import java.util.List;
import switchboard.journal.SideData;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;

/**
 * Between what a session is and what is stored of it. Classified content is stored sealed; once the
 * subject is erased it comes back empty, and the rest as it was.
 */
public interface SessionCodec {
  /** What the journal gets of an event. */
  Object stored(SessionId id, SessionEvent event, SubjectKey key);

  /**
   * An event as the journal had it.
   *
   * @throws IllegalStateException if it is sealed and its key is missing, or cannot be read
   */
  SessionEvent event(SessionId id, Object stored, SubjectKey key);

  /** What the snapshot store gets of a session. */
  Object snapshot(SessionState state, SubjectKey key);

  /** A session as the snapshot store had it. */
  SessionState state(SessionId id, Object snapshot, SubjectKey key);

  /** Whom a session is with, by its first event as the journal had it. */
  Subject subject(SessionId id, Object first);

  /** What commits together with events: sections of the document, deadlines, outbox, expiry. */
  SideData side(SessionState before, SessionState after, List<SessionEvent> events, SubjectKey key);
}
