package switchboard.frontdoor;

import java.util.concurrent.CompletionStage;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;

/** Contexts as they once were. */
@FunctionalInterface
public interface PastContexts {
  /**
   * The context right after an event: a ContextView, or Rejected. Fails with {@link
   * switchboard.journal.StoreException} while the store is away.
   */
  CompletionStage<SessionReply> contextAt(SessionId session, long sequence);
}
