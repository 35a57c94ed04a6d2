package switchboard.journal;

/** One entry of a bucket's outbox; ids ascend in the order of the appends. */
public record OutboxItem(String id, byte[] entry) {}
