package switchboard.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.directory.ClusterDirectory;
import switchboard.directory.Directory;
import switchboard.directory.NodeDesk;
import switchboard.directory.NodeDoors;
import switchboard.privacy.StoredSubjectKeys;
import switchboard.session.SessionWatch;
import switchboard.session.Sessions;
import switchboard.worker.ClusterWorkers;

/** This node's part in the directory. Its doors are open only after its entities may live. */
final class NodeDirectory {
  private final ActorSystem<?> system;
  private final Foundation on;
  private final CompletableFuture<NodeDoors> doors = new CompletableFuture<>();
  private final SessionWatch watch;

  /** Starts this node's desk: to be done before its sessions. */
  NodeDirectory(ActorSystem<?> system, Foundation on, ClusterWorkers workers) {
    this.system = system;
    this.on = on;
    this.watch =
        NodeDesk.start(
            system,
            () -> doors.getNow(NodeDoors.CLOSED),
            on.store()::writerEpoch,
            workers,
            new NodeExaminer(system, on));
  }

  /** To be told of this node's sessions. */
  SessionWatch watch() {
    return watch;
  }

  /** HOST:PORT of the front door; empty until that is open. */
  Supplier<String> frontDoor() {
    return () -> doors.getNow(NodeDoors.CLOSED).frontDoor();
  }

  /** The directory, to be asked at this node. */
  Directory directory(Sessions sessions) {
    return new ClusterDirectory(
        system,
        sessions,
        on.store()::events,
        (subject, after, max) ->
            on.store().subjects().members(StoredSubjectKeys.recordOf(subject), after, max));
  }

  void opened(NodeDoors open) {
    doors.complete(open);
  }
}
