package switchboard.journal;

/**
 * An entry of a log.
 *
 * @param id names it within its log; ascending, and begins with when it was added, in ms
 */
public record LogEntry(String id, byte[] value) {}
