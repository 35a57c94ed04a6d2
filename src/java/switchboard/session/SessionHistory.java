package switchboard.session;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads what is recorded of sessions, straight from the store. */
@FunctionalInterface
public interface SessionHistory {
  /**
   * At most {@code max} events with {@code from <= sequence <= to}, in order. Fails with {@link
   * switchboard.journal.StoreException} while the store is away.
   */
  CompletionStage<Page> events(SessionId session, long from, long to, int max);

  /**
   * One page of a session's events.
   *
   * @param oldestSequence the oldest sequence that can still be read
   * @param lastSequence the last sequence recorded; 0 when none was
   */
  record Page(List<SequencedEvent> events, long oldestSequence, long lastSequence) {
    public Page {
      events = List.copyOf(events);
    }
  }
}
