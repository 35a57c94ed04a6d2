package switchboard.cluster;

import com.typesafe.config.Config;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.agent.WorkerAgent;
import switchboard.tls.NodeTls;
import switchboard.tls.Role;
import switchboard.worker.ClusterWorkers;
import switchboard.worker.WorkerDoor;
import switchboard.worker.WorkersSettings;

/** The workers of the cluster, and the door by which they connect to this node. */
final class NodeWorkers {
  private final ClusterWorkers workers;
  private final WorkerDoor door;

  private NodeWorkers(ClusterWorkers workers, WorkerDoor door) {
    this.workers = workers;
    this.door = door;
  }

  /** Opens the door; workers that come get turns of sessions anywhere. */
  static NodeWorkers start(ActorSystem<?> system, Config config, Clock clock) {
    var settings = WorkersSettings.from(config);
    var agents = WorkerAgent.from(config).keySet();
    var workers = ClusterWorkers.start(system, agents, settings, clock);
    var admission = NodeTls.get(system.classicSystem()).only(Role.WORKER);
    return new NodeWorkers(workers, WorkerDoor.start(system, workers, settings, admission));
  }

  ClusterWorkers workers() {
    return workers;
  }

  /** How many are connected to this node. */
  int connected() {
    var here = door.reachedAt();
    return (int) workers.connected().stream().filter(each -> each.node().equals(here)).count();
  }

  InetSocketAddress address() {
    return door.address();
  }

  /** Sends the workers to other nodes; completes when they are gone or the grace is over. */
  CompletionStage<Void> stop() {
    return door.stop();
  }
}
