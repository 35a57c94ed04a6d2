package switchboard.session;

import java.util.List;
import switchboard.journal.SideData;

/**
 * Encodes what commits together with a session's events: sections of the document, deadlines,
 * outbox entries.
 */
public interface SideDataOf {
  SideData of(SessionState before, SessionState after, List<SessionEvent> events);
}
