package switchboard.ops.raw;

/**
 * One event as it stands in the journal.
 *
 * @param sequence 1 or more
 * @param text what was said, of messages of the user and of the agent; else empty
 * @param requestId of the request that recorded it, of messages of the user; else empty
 */
public record RawEvent(long sequence, Speaker speaker, String text, String requestId) {
  /** Who says it. */
  public enum Speaker {
    /** The user. */
    USER,
    /** The agent. */
    AGENT,
    /** Nobody: it is another kind of event. */
    NOBODY
  }
}
