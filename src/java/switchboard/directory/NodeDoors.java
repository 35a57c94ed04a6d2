package switchboard.directory;

import java.util.function.IntSupplier;

/**
 * Where a node is reached.
 *
 * @param frontDoor host:port; empty while it is not open
 * @param operations host:port; empty while it is not open
 * @param connections counts the streams at the front door
 */
public record NodeDoors(String frontDoor, String operations, IntSupplier connections) {
  /** None is open yet. */
  public static final NodeDoors CLOSED = new NodeDoors("", "", () -> 0);
}
