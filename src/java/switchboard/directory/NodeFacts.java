package switchboard.directory;

import java.time.Instant;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import switchboard.session.Incarnation;

/**
 * What a node knows of itself.
 *
 * @param up when it joined the cluster
 */
record NodeFacts(ActorSystem<?> system, Supplier<NodeDoors> doors, Instant up) {
  NodeIdentity identity() {
    var open = doors.get();
    return new NodeIdentity(
        Incarnation.of(system, open.frontDoor()),
        NodeDesks.hostAndPort(Cluster.get(system).selfMember().address()),
        Incarnation.uid(system),
        open.frontDoor(),
        open.operations(),
        ProcessHandle.current().pid(),
        Instant.ofEpochMilli(system.startTime()));
  }

  int connections() {
    return doors.get().connections().getAsInt();
  }

  NodeFigures figures() {
    return doors.get().figures().get();
  }
}
