package switchboard.push;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import switchboard.session.SequencedEvent;

/**
 * Where one stream stands in its session's sequence, and the few events that wait to be written.
 *
 * <p>Events come from the journal and from the live feed, repeated, late or with holes. Only the
 * one that follows the last one held is taken, whatever its source: so what leaves is cursor + 1, +
 * 2, … and nothing else. What does not fit is dropped, since the journal has it.
 */
final class FeedCursor {
  private final int bound;
  private final ArrayDeque<SequencedEvent> held = new ArrayDeque<>(0);
  private long tail;
  private long known;

  /**
   * A cursor after the last sequence that the client has seen.
   *
   * @param bound how many events are held at most
   */
  FeedCursor(long after, int bound) {
    this.tail = after;
    this.known = after;
    this.bound = bound;
  }

  /** Takes of these events, in order, those that follow and fit. */
  void offer(List<SequencedEvent> events) {
    for (var event : events) {
      known = Math.max(known, event.sequence());
      if (event.sequence() == tail + 1 && held.size() < bound) {
        held.add(event);
        tail = event.sequence();
      }
    }
  }

  /** Notes that the session has come this far. */
  void know(long lastSequence) {
    known = Math.max(known, lastSequence);
  }

  /** The next event to write, and moves past it. */
  Optional<SequencedEvent> next() {
    return Optional.ofNullable(held.poll());
  }

  /** The last sequence that was taken. */
  long tail() {
    return tail;
  }

  /** The last sequence that was given out to be written. */
  long written() {
    return tail - held.size();
  }

  /** The last sequence known to be recorded. */
  long known() {
    return known;
  }

  /** How many events wait to be written. */
  int waiting() {
    return held.size();
  }

  /** Whether all that is known was written. */
  boolean caughtUp() {
    return held.isEmpty() && tail >= known;
  }

  /** Whether only the journal can tell what comes next. */
  boolean needsJournal() {
    return held.isEmpty() && tail < known;
  }
}
