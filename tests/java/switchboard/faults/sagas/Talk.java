package switchboard.faults.sagas;

import java.util.List;
import switchboard.v1.Event;

/**
 * One session as its client saw it, and as it was read when all was over.
 *
 * @param session its resource name
 * @param said what the client sent
 * @param events all of the session's events, read through the front door
 */
record Talk(String session, List<Said> said, List<Event> events) {
  Talk {
    said = List.copyOf(said);
    events = List.copyOf(events);
  }

  /** What the client knows of a message. */
  enum Outcome {
    /** It was acknowledged. */
    OK,
    /** It was refused. */
    FAILED,
    /** It was not answered for as long as the client asked. */
    UNKNOWN
  }

  /**
   * One message.
   *
   * @param asksFor the type of saga that it must start; empty if none
   * @param order the order that it names; empty if none
   * @param sequence as acknowledged; 0 if it was not
   */
  record Said(String requestId, String asksFor, String order, Outcome outcome, long sequence) {}
}
