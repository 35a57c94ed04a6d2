package switchboard.worker;

import com.google.rpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.v1.ConnectRequest;
import switchboard.wire.PublicErrors;
import switchboard.wire.WorkerErrors;
import switchboard.worker.StreamMessage.Signal;
import switchboard.worker.StreamMessage.Timer;

/**
 * One connected worker. It alone writes to the stream; it gives the worker as many turns as that
 * takes at a time, and tells the desks that they came from what becomes of them. When the stream
 * ends, whoever ended it, every turn that is left is told as lost.
 */
final class WorkerStream {
  /** What streams share. */
  record Parts(
      ActorRef<DeskMessage> desk, Set<String> agents, WorkersSettings settings, Clock clock) {}

  private enum Phase {
    UNREGISTERED,
    /** Waits for the desk. */
    REGISTERING,
    OPEN,
    /** Only what is open is still answered. */
    DRAINING,
    ENDED
  }

  /** An end that is told by two ways at once, as turns and as a death, is told by the first. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(WorkerStream.class);

  private final ActorContext<StreamMessage> actor;
  private final TimerScheduler<StreamMessage> timers;
  private final Parts parts;
  private final Outlet outlet;
  private final Sayings sayings;
  private Phase phase = Phase.UNREGISTERED;
  private WorkerEntry.Introduction worker;
  private HeldTurns turns = new HeldTurns(0, 0);

  private WorkerStream(
      ActorContext<StreamMessage> actor,
      TimerScheduler<StreamMessage> timers,
      Parts parts,
      Outlet outlet) {
    this.actor = actor;
    this.timers = timers;
    this.parts = parts;
    this.outlet = outlet;
    this.sayings = new Sayings(outlet, parts.settings());
    timers.startSingleTimer(Timer.NOT_REGISTERED, parts.settings().registerTimeout());
  }

  /** A stream whose worker has not said who it is. */
  static Behavior<StreamMessage> create(Parts parts, Outlet outlet) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers ->
                    Behaviors.receiveMessage(
                        new WorkerStream(actor, timers, parts, outlet)::onMessage)));
  }

  private Behavior<StreamMessage> onMessage(StreamMessage message) {
    switch (message) {
      case StreamMessage.Heard(var request) -> hear(request);
      case StreamMessage.Assign assign -> take(assign);
      case StreamMessage.Cancel(var key) -> cancel(key);
      case StreamMessage.Welcome(var addresses) -> open(addresses);
      case StreamMessage.Leave(var addresses) -> leave(addresses);
      case StreamMessage.Show(var replyTo) -> replyTo.tell(new StreamView(turns.all()));
      case Signal signal -> onSignal(signal);
      case Timer.LINGER_OVER -> {
        return Behaviors.stopped();
      }
      case Timer timer -> onTimer(timer);
    }
    give();
    return Behaviors.same();
  }

  private void onSignal(Signal signal) {
    switch (signal) {
      case READY -> {} // every message is followed by giving what can be given
      case GONE -> end(Reason.WORKER_LOST);
      case HALF_CLOSED -> {
        if (phase != Phase.ENDED) {
          outlet.complete();
        }
        end(Reason.WORKER_LOST);
      }
      case SUPERSEDED -> fail(WorkerErrors.superseded(), Reason.WORKER_LOST);
      case TOO_MANY -> fail(WorkerErrors.tooMany(), Reason.WORKER_LOST);
    }
  }

  private void onTimer(Timer timer) {
    switch (timer) {
      case NOT_REGISTERED ->
          fail(PublicErrors.invalid("register", "did not come in time"), Reason.WORKER_LOST);
      case SILENT -> {
        LOG.warn("a worker shows no life, its turns go to others: {}", worker);
        fail(WorkerErrors.heartbeatMissed(), Reason.WORKER_STALLED);
      }
      case DRAIN_OVER -> fail(PublicErrors.nodeLeaving(), Reason.WORKER_LOST);
      case LINGER_OVER -> {} // ends the actor before it comes here
    }
  }

  private void hear(ConnectRequest request) {
    if (phase == Phase.ENDED) {
      return;
    }
    outlet.request(1);
    if (phase == Phase.UNREGISTERED) {
      register(request);
      return;
    }
    timers.startSingleTimer(Timer.SILENT, parts.settings().heartbeatTimeout());
    switch (request.getRequestCase()) {
      case HEARTBEAT -> {} // has been heard
      case DELTA -> sayings.delta(request.getDelta(), turns);
      case ANSWER -> sayings.answer(request.getAnswer(), turns, worker.instance());
      case FAILED -> sayings.failed(request.getFailed(), turns);
      case DRAIN -> drain();
      case REGISTER -> failInvalid("register", "must come only once");
      case REQUEST_NOT_SET -> failInvalid("request", "must be one of the contract's");
    }
    completeIfDrained();
  }

  private void register(ConnectRequest request) {
    if (!request.hasRegister()) {
      failInvalid("register", "must come before anything else");
      return;
    }
    switch (Sayings.introduction(request.getRegister(), parts.agents())) {
      case Sayings.Wrong(var status) -> fail(status, Reason.WORKER_LOST);
      case Sayings.Right(var introduction) -> {
        worker = introduction;
        turns = new HeldTurns(introduction.capacity(), parts.settings().waitingTurns());
        phase = Phase.REGISTERING;
        timers.cancel(Timer.NOT_REGISTERED);
        timers.startSingleTimer(Timer.SILENT, parts.settings().heartbeatTimeout());
        parts.desk().tell(new DeskMessage.Joined(introduction, actor.getSelf()));
      }
    }
  }

  private void failInvalid(String field, String description) {
    fail(PublicErrors.invalid(field, description), Reason.WORKER_FAILED);
  }

  private void open(List<String> addresses) {
    if (phase == Phase.REGISTERING) {
      phase = Phase.OPEN;
      sayings.registered(worker.capacity(), addresses);
      LOG.info("a worker is connected: {}", worker);
    }
  }

  private void take(StreamMessage.Assign assign) {
    var key = TurnKey.of(assign.turn());
    switch (phase) {
      case OPEN -> {
        turns.outdatedBy(key).forEach(this::cancel);
        assign
            .desk()
            .tell(
                turns.take(assign)
                    ? new DeskMessage.Accepted(key)
                    : new DeskMessage.Declined(key, false));
      }
      case UNREGISTERED, REGISTERING, DRAINING, ENDED ->
          assign.desk().tell(new DeskMessage.Declined(key, true));
    }
  }

  private void cancel(TurnKey key) {
    if (turns.cancel(key) && phase != Phase.ENDED) {
      sayings.cancel(key);
      completeIfDrained();
    }
  }

  /** Gives the worker what it has room for, as long as it reads. */
  private void give() {
    while (phase == Phase.OPEN && outlet.ready()) {
      var next = turns.next(parts.clock().instant());
      if (next.isEmpty()) {
        return;
      }
      var turn = next.get().turn();
      sayings.turn(turn);
      next.get()
          .desk()
          .tell(
              new DeskMessage.News(
                  TurnKey.of(turn),
                  new WorkerNews.Taken(turn.turn(), turn.attempt(), worker.instance())));
    }
  }

  /** The worker leaves. */
  private void drain() {
    if (phase == Phase.OPEN || phase == Phase.REGISTERING) {
      phase = Phase.DRAINING;
      turns.loseWaiting(Reason.WORKER_DRAINING);
      parts.desk().tell(new DeskMessage.Drains(actor.getSelf()));
    }
  }

  /** The node leaves. */
  private void leave(List<String> addresses) {
    if (phase == Phase.ENDED) {
      return;
    }
    drain();
    phase = Phase.DRAINING;
    sayings.draining(addresses);
    timers.startSingleTimer(Timer.DRAIN_OVER, parts.settings().drainTime());
    completeIfDrained();
  }

  private void completeIfDrained() {
    if (phase == Phase.DRAINING && turns.nothingGiven()) {
      outlet.complete();
      end(Reason.WORKER_DRAINING);
    }
  }

  private void fail(Status status, Reason reason) {
    if (phase != Phase.ENDED) {
      outlet.fail(status);
      end(reason);
    }
  }

  private void end(Reason reason) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    timers.cancelAll();
    turns.loseAll(reason);
    if (worker != null) {
      parts.desk().tell(new DeskMessage.Left(actor.getSelf()));
      LOG.info("a worker is not connected any more: {}", worker);
    }
    timers.startSingleTimer(Timer.LINGER_OVER, LINGER);
  }
}
