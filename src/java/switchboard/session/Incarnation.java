package switchboard.session;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;

/** Names one life of a node, so that who answered can be compared with who should have. */
public final class Incarnation {
  private Incarnation() {}

  /**
   * HOST:PORT of the node's front door, a #, and the number that the cluster tells its lives apart
   * by; empty as long as the front door is not open.
   */
  public static String of(ActorSystem<?> system, String frontDoor) {
    return frontDoor.isEmpty() ? "" : frontDoor + "#" + uid(system);
  }

  /** Differs between any two lives of a node at the same address. */
  public static long uid(ActorSystem<?> system) {
    return ((ExtendedActorSystem) system.classicSystem()).uid();
  }
}
