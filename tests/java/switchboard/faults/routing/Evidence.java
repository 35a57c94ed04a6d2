package switchboard.faults.routing;

import java.util.List;
import switchboard.faults.routing.History.Attachment;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Entry;

/**
 * What is left of a run, seen from outside.
 *
 * @param atLeast how many messages must have been acknowledged for the run to prove anything
 */
record Evidence(
    List<Attempt> attempts, List<Attachment> attachments, List<Stored> stored, long atLeast) {
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
