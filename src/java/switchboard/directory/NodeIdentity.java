package switchboard.directory;

import java.time.Instant;

/**
 * Names one life of a node.
 *
 * @param incarnation as {@link switchboard.session.Incarnation} says it; empty while the node does
 *     not serve yet
 * @param address host:port by which the nodes talk to each other
 * @param uid differs between any two lives of a node at the same address
 * @param frontDoor host:port; empty while it is not open
 * @param operations host:port; empty while it is not open
 * @param processId on the node's host; 0 if unknown
 * @param started when its actor system began
 */
public record NodeIdentity(
    String incarnation,
    String address,
    long uid,
    String frontDoor,
    String operations,
    long processId,
    Instant started) {
  /** Of a node that says nothing. */
  static NodeIdentity silent(String address, long uid) {
    return new NodeIdentity("", address, uid, "", "", 0, Instant.EPOCH);
  }
}
