package switchboard.worker;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.agent.Workers;

/** The workers that are connected to any node of the cluster. */
public final class ClusterWorkers implements Workers {
  private final WorkerStream.Parts parts;
  private final AtomicReference<List<ConnectedWorker>> connected;

  private ClusterWorkers(
      WorkerStream.Parts parts, AtomicReference<List<ConnectedWorker>> connected) {
    this.parts = parts;
    this.connected = connected;
  }

  /**
   * Takes part in knowing them; workers of this node come with the {@link WorkerDoor}.
   *
   * @param agents names of those whose turns workers may answer
   */
  public static ClusterWorkers start(
      ActorSystem<?> system, Set<String> agents, WorkersSettings settings, Clock clock) {
    var connected = new AtomicReference<List<ConnectedWorker>>(List.of());
    ActorRef<DeskMessage> desk =
        system.systemActorOf(
            Desk.create(settings, clock, connected::set), "worker-desk", Props.empty());
    return new ClusterWorkers(
        new WorkerStream.Parts(desk, Set.copyOf(agents), settings, clock), connected);
  }

  @Override
  public void assign(Assignment turn, Consumer<WorkerNews> session) {
    parts.desk().tell(new DeskMessage.Assign(turn, session));
  }

  @Override
  public void cancel(Assignment turn) {
    parts.desk().tell(new DeskMessage.Cancel(TurnKey.of(turn)));
  }

  /** All workers of the cluster, as this node knows them at this moment, in no order. */
  public List<ConnectedWorker> connected() {
    return connected.get();
  }

  WorkerStream.Parts parts() {
    return parts;
  }
}
