package switchboard.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Knows the workers of the whole cluster and hands them the turns of this node's sessions. Every
 * node has one; they find each other by the receptionist and tell each other of their workers: at
 * once when something changes, and again every second, so that a lost message is made good.
 */
final class Desk {
  private static final ServiceKey<DeskMessage> KEY =
      ServiceKey.create(DeskMessage.class, "worker-desks");

  /** Workers that come together are told of together. */
  private static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration TICK = Duration.ofSeconds(1);

  private final ActorContext<DeskMessage> actor;
  private final TimerScheduler<DeskMessage> timers;
  private final WorkersSettings settings;
  private final Clock clock;
  private final Consumer<List<ConnectedWorker>> seen;
  private final HandedOutTurns turns;
  private final Map<ActorRef<StreamMessage>, WorkerEntry> own = new HashMap<>();
  private final Map<ActorRef<DeskMessage>, DeskMessage.NodeWorkers> others = new HashMap<>();
  private final Set<ActorRef<StreamMessage>> watched = new HashSet<>();
  private Set<ActorRef<DeskMessage>> desks = Set.of();
  private Roster roster = Roster.EMPTY;
  private String address = "";
  private long revision;
  private boolean leaving;

  private Desk(
      ActorContext<DeskMessage> actor,
      TimerScheduler<DeskMessage> timers,
      WorkersSettings settings,
      Clock clock,
      Consumer<List<ConnectedWorker>> seen) {
    this.actor = actor;
    this.timers = timers;
    this.settings = settings;
    this.clock = clock;
    this.seen = seen;
    this.turns =
        new HandedOutTurns(this::send, actor.getSelf(), settings.acceptTimeout().toMillis());
    // An incarnation that comes later must not be taken for the one before.
    this.revision = clock.millis();
  }

  /**
   * The desk of this node.
   *
   * @param seen is given all workers of the cluster whenever something changed
   */
  static Behavior<DeskMessage> create(
      WorkersSettings settings, Clock clock, Consumer<List<ConnectedWorker>> seen) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  var receptionist = actor.getSystem().receptionist();
                  receptionist.tell(Receptionist.register(KEY, actor.getSelf()));
                  receptionist.tell(
                      Receptionist.subscribe(
                          KEY,
                          actor.messageAdapter(
                              Receptionist.Listing.class, DeskMessage.Listed::new)));
                  timers.startTimerWithFixedDelay(DeskMessage.Signal.TICK, TICK);
                  var desk = new Desk(actor, timers, settings, clock, seen);
                  return Behaviors.receiveMessage(desk::onMessage);
                }));
  }

  private Behavior<DeskMessage> onMessage(DeskMessage message) {
    switch (message) {
      case DeskMessage.Assign(var turn, var session) ->
          turns.assign(turn, session, roster, clock.instant());
      case DeskMessage.Cancel(var key) -> turns.cancel(key);
      case DeskMessage.Accepted(var key) -> turns.accepted(key);
      case DeskMessage.Declined declined -> turns.declined(declined, roster, clock.instant());
      case DeskMessage.News(var key, var news) -> turns.news(key, news);
      case DeskMessage.Joined(var worker, var stream) -> join(worker, stream);
      case DeskMessage.Drains(var stream) -> {
        own.computeIfPresent(stream, (_, worker) -> worker.leaving());
        changed();
      }
      case DeskMessage.Left(var stream) -> left(stream);
      case DeskMessage.NodeWorkers workers -> learn(workers);
      case DeskMessage.Listed(var listing) -> list(Set.copyOf(listing.getServiceInstances(KEY)));
      case DeskMessage.Listening(var hostAndPort) -> {
        address = hostAndPort;
        changed();
      }
      case DeskMessage.Show(var only, var replyTo) -> replyTo.tell(shown(only));
      case DeskMessage.Signal signal -> onSignal(signal);
    }
    return Behaviors.same();
  }

  private void onSignal(DeskMessage.Signal signal) {
    switch (signal) {
      case PUBLISH -> publish();
      case TICK -> {
        turns.tick(clock.instant());
        publish();
      }
      case LEAVE -> {
        leaving = true;
        own.replaceAll((_, worker) -> worker.leaving());
        own.keySet().forEach(stream -> stream.tell(new StreamMessage.Leave(elsewhere())));
        changed();
        publish();
      }
    }
  }

  private void join(WorkerEntry.Introduction worker, ActorRef<StreamMessage> stream) {
    if (leaving) {
      stream.tell(new StreamMessage.Leave(elsewhere()));
    } else if (own.size() >= settings.mostWorkers()) {
      stream.tell(StreamMessage.Signal.TOO_MANY);
    } else {
      var entry = new WorkerEntry(worker, false, clock.millis(), stream);
      var joined = entry.after(everyone());
      supersedeBy(joined);
      own.put(stream, joined);
      watch(stream);
      var addresses = Stream.concat(Stream.of(address), elsewhere().stream()).toList();
      stream.tell(new StreamMessage.Welcome(addresses));
      changed();
    }
  }

  private List<WorkerEntry> everyone() {
    var all = new ArrayList<>(own.values());
    others.values().forEach(node -> all.addAll(node.workers()));
    return all;
  }

  /** An earlier stream of the same worker ends, unless it only answers what it has. */
  private void supersedeBy(WorkerEntry worker) {
    for (var each : List.copyOf(own.values())) {
      if (!each.draining() && each.isSameWorkerAs(worker) && each.since() <= worker.since()) {
        own.remove(each.stream());
        each.stream().tell(StreamMessage.Signal.SUPERSEDED);
        changed();
      }
    }
  }

  private void left(ActorRef<StreamMessage> stream) {
    watched.remove(stream);
    if (own.remove(stream) != null) {
      changed();
    }
    turns.gone(stream::equals);
  }

  private void learn(DeskMessage.NodeWorkers workers) {
    var before = others.get(workers.desk());
    if (!desks.contains(workers.desk())
        || workers.desk().equals(actor.getSelf())
        || (before != null && before.revision() >= workers.revision())) {
      return;
    }
    others.put(workers.desk(), workers);
    workers.workers().stream().filter(worker -> !worker.draining()).forEach(this::supersedeBy);
    view();
  }

  /** Workers of a node that cannot be reached are as good as gone: their turns go to others. */
  private void list(Set<ActorRef<DeskMessage>> reachable) {
    var lost = new HashSet<ActorRef<StreamMessage>>();
    others.forEach(
        (desk, workers) -> {
          if (!reachable.contains(desk)) {
            workers.workers().forEach(worker -> lost.add(worker.stream()));
          }
        });
    others.keySet().retainAll(reachable);
    desks = reachable;
    view();
    turns.gone(lost::contains);
    publish();
  }

  private void changed() {
    revision++;
    view();
    if (!timers.isTimerActive(DeskMessage.Signal.PUBLISH)) {
      timers.startSingleTimer(DeskMessage.Signal.PUBLISH, GATHER);
    }
  }

  private void publish() {
    var workers =
        new DeskMessage.NodeWorkers(actor.getSelf(), revision, address, List.copyOf(own.values()));
    desks.stream()
        .filter(desk -> !desk.equals(actor.getSelf()))
        .forEach(desk -> desk.tell(workers));
  }

  private void view() {
    var connected = new ArrayList<ConnectedWorker>();
    own.values().forEach(worker -> connected.add(worker.at(address)));
    for (var node : others.values()) {
      node.workers().forEach(worker -> connected.add(worker.at(node.address())));
    }
    roster = new Roster(everyone());
    seen.accept(List.copyOf(connected));
  }

  /** Nobody stays with a worker that takes no turns any more. */
  private DeskView shown(Optional<WorkerName> only) {
    return new DeskView(
        address,
        own.values().stream().filter(entry -> only.map(entry.name()::equals).orElse(true)).toList(),
        only.filter(worker -> roster.named(worker.agent(), worker.instance()).isPresent())
            .map(turns::usedTo)
            .orElse(List.of()));
  }

  private List<String> elsewhere() {
    return others.values().stream()
        .map(DeskMessage.NodeWorkers::address)
        .filter(other -> !other.isEmpty())
        .sorted()
        .toList();
  }

  private void send(ActorRef<StreamMessage> stream, StreamMessage message) {
    watch(stream);
    stream.tell(message);
  }

  private void watch(ActorRef<StreamMessage> stream) {
    if (watched.add(stream)) {
      actor.watchWith(stream, new DeskMessage.Left(stream));
    }
  }
}
