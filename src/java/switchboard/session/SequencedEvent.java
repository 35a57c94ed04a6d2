package switchboard.session;

/** An event with its place in the session's sequence. */
public record SequencedEvent(long sequence, SessionEvent event) {}
