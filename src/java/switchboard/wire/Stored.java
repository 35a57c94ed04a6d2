package switchboard.wire;

/**
 * Something of a session or a saga as it is stored: what it is, by manifest, and its bytes, whose
 * classified content is sealed. Serialization knows no more, so that it needs no keys.
 */
public record Stored(String manifest, byte[] bytes) {}
