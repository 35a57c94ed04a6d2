package switchboard.journal;

/** One entry of an index: members ascend by their bytes. */
public record IndexEntry(String member, byte[] value) {}
