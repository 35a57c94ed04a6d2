package switchboard.session;

/**
 * An event with its place in the session's sequence.
 *
 * @param erased whether its classified content is gone with its subject's key
 */
public record SequencedEvent(long sequence, SessionEvent event, boolean erased) {
  public SequencedEvent(long sequence, SessionEvent event) {
    this(sequence, event, false);
  }
}
