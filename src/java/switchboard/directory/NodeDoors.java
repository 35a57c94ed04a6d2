package switchboard.directory;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Where a node is reached.
 *
 * @param frontDoor host:port; empty while it is not open
 * @param operations host:port; empty while it is not open
 * @param connections counts the streams at the front door
 * @param figures tells what the node has counted
 */
public record NodeDoors(
    String frontDoor, String operations, IntSupplier connections, Supplier<NodeFigures> figures) {
  /** None is open yet. */
  public static final NodeDoors CLOSED = new NodeDoors("", "", () -> 0, NodeFigures::closed);
}
