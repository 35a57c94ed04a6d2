package switchboard.faults.routing;

import java.util.List;
import java.util.Optional;
import switchboard.faults.routing.History.Attachment;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Entry;

/**
 * What is left of a run, seen from outside.
 *
 * @param atLeast how many messages must have been acknowledged for the run to prove anything
 * @param loss when the store lost its latest writes, if it did
 */
record Evidence(
    List<Attempt> attempts,
    List<Attachment> attachments,
    List<Stored> stored,
    long atLeast,
    Optional<Loss> loss) {
  /** What was acknowledged in between, in ns, may be gone. */
  record Loss(long from, long to) {
    boolean covers(Attempt attempt) {
      return attempt.ended() >= from && attempt.ended() <= to;
    }
  }

  Evidence(
      List<Attempt> attempts, List<Attachment> attachments, List<Stored> stored, long atLeast) {
    this(attempts, attachments, stored, atLeast, Optional.empty());
  }

  Evidence with(Loss found) {
    return new Evidence(attempts, attachments, stored, atLeast, Optional.of(found));
  }

  /** Whether the store may have lost some of what this attempt was told. */
  boolean mayHaveLost(Attempt attempt) {
    return loss.isPresent() && loss.get().covers(attempt);
  }

  /**
   * One session as it stands in the store when all is over.
   *
   * @param events its journal, oldest first
   * @param differences between its document and its journal
   * @param epochs how often it had been claimed, as read from time to time
   */
  record Stored(String session, List<Entry> events, List<String> differences, List<Long> epochs) {
    Stored {
      events = List.copyOf(events);
      differences = List.copyOf(differences);
      epochs = List.copyOf(epochs);
    }
  }

  Evidence {
    attempts = List.copyOf(attempts);
    attachments = List.copyOf(attachments);
    stored = List.copyOf(stored);
  }
}
