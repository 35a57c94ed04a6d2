/**
 * A second reader of the store: what stands in Redis of a session, read byte by byte after
 * docs/redis-layout.md, and folded once more. It shares no code with the server, so that what both
 * agree on is true of the bytes and not of the code.
 */
package switchboard.ops.raw;
