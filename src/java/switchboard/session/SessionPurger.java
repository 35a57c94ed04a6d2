package switchboard.session;

import java.util.concurrent.CompletionStage;
import switchboard.privacy.Subject;

/** Removes sessions whose time is over, with every trace of them in indexes. */
@FunctionalInterface
public interface SessionPurger {
  /**
   * Removes all that is stored of a session, unless something was recorded after {@code
   * lastSequence}. Doing it again changes nothing.
   */
  CompletionStage<Void> purge(SessionId session, Subject subject, long lastSequence);
}
