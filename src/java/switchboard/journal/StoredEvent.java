package switchboard.journal;

/** One event as it stands in the journal, deserialized. */
public record StoredEvent(long sequence, Object event) {}
