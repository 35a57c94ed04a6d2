package switchboard.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.agent.Workers;
import switchboard.journal.Stages;
import switchboard.session.SessionId;

/** The workers that are connected to any node of the cluster. */
public final class ClusterWorkers implements Workers {
  /** The desk and the streams are on this node and never wait; together less than the directory. */
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final ActorSystem<?> system;
  private final WorkerStream.Parts parts;
  private final AtomicReference<List<ConnectedWorker>> connected;

  private ClusterWorkers(
      ActorSystem<?> system,
      WorkerStream.Parts parts,
      AtomicReference<List<ConnectedWorker>> connected) {
    this.system = system;
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
        system, new WorkerStream.Parts(desk, Set.copyOf(agents), settings, clock), connected);
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

  /**
   * What this node has to do with one worker.
   *
   * @param streams those of it that came to this node
   * @param staying sessions whose next turn goes to it if they are on this node then
   */
  public record Part(List<WorkerLoad> streams, List<SessionId> staying) {
    public Part {
      streams = List.copyOf(streams);
      staying = List.copyOf(staying);
    }
  }

  /**
   * The workers on this node's streams, in the order of their positions. Each is asked what it has,
   * and all of it fails if one says nothing: half of it would pass for the whole.
   *
   * @param after the position after which to begin; empty to begin with the first
   */
  public CompletionStage<List<WorkerLoad>> own(String after, int max) {
    return shown(Optional.empty())
        .thenCompose(
            view ->
                loads(
                    view.streams().stream()
                        .filter(entry -> position(entry, view).compareTo(after) > 0)
                        .sorted(Comparator.comparing(entry -> position(entry, view)))
                        .limit(max)
                        .toList(),
                    view));
  }

  /** What this node has to do with a worker; fails as {@link #own} does. */
  public CompletionStage<Part> of(WorkerName worker) {
    return shown(Optional.of(worker))
        .thenCompose(
            view ->
                loads(view.streams(), view).thenApply(loads -> new Part(loads, view.staying())));
  }

  private CompletionStage<DeskView> shown(Optional<WorkerName> only) {
    return AskPattern.ask(
        parts.desk(), replyTo -> new DeskMessage.Show(only, replyTo), PATIENCE, system.scheduler());
  }

  private static String position(WorkerEntry entry, DeskView view) {
    return entry.at(view.address()).position();
  }

  private CompletionStage<List<WorkerLoad>> loads(List<WorkerEntry> entries, DeskView view) {
    return Stages.all(entries.stream().map(entry -> load(entry, view.address())).toList());
  }

  private CompletionStage<WorkerLoad> load(WorkerEntry entry, String address) {
    return AskPattern.<StreamMessage, StreamView>ask(
            entry.stream(), StreamMessage.Show::new, PATIENCE, system.scheduler())
        .thenApply(held -> new WorkerLoad(entry.at(address), held.turns()));
  }

  WorkerStream.Parts parts() {
    return parts;
  }
}
