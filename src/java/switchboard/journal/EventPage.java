package switchboard.journal;

import java.util.List;

/**
 * One page of a journal.
 *
 * @param events in order; empty when there is none in the range
 * @param oldestSequence the oldest sequence that can still be read; last + 1 when all were deleted,
 *     1 when none was written
 * @param lastSequence the last sequence written; 0 when none was
 */
public record EventPage(List<StoredEvent> events, long oldestSequence, long lastSequence) {
  public EventPage {
    events = List.copyOf(events);
  }
}
