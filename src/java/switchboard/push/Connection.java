package switchboard.push;

import com.google.rpc.Status;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import switchboard.push.ConnectionMessage.Answered;
import switchboard.push.ConnectionMessage.Asked;
import switchboard.push.ConnectionMessage.Attach;
import switchboard.push.ConnectionMessage.FromSession;
import switchboard.push.ConnectionMessage.PageRead;
import switchboard.push.ConnectionMessage.ReadFailed;
import switchboard.push.ConnectionMessage.Signal;
import switchboard.push.ConnectionMessage.Timer;
import switchboard.push.ConnectionMessage.Unanswered;
import switchboard.session.LiveFeed;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionCommand;
import switchboard.session.SessionEvent;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;
import switchboard.session.Sessions;
import switchboard.telemetry.Telemetry;
import switchboard.v1.ConverseRequest;
import switchboard.wire.Incidents;
import switchboard.wire.PublicErrors;

/**
 * One attached client stream. It alone writes to the stream, and only while the client reads;
 * whatever it does not hold it reads from the journal.
 */
final class Connection extends AbstractBehavior<ConnectionMessage> {
  /** What connections share. */
  record Parts(Sessions sessions, SessionHistory events, PushSettings settings, Telemetry told) {}

  private enum Phase {
    UNATTACHED,
    /** Waits for the session's answer, and for the first page if there is something to replay. */
    OPENING,
    OPEN,
    ENDED
  }

  private final Parts parts;
  private final Outlet outlet;
  private final Dialogue dialogue;
  private final Deliveries deliveries;
  private final TimerScheduler<ConnectionMessage> timers;
  private final Consumer<ActorRef<ConnectionMessage>> onStop;
  private Phase phase = Phase.UNATTACHED;
  private SessionId session;
  private Attachment attachment;
  private FeedCursor cursor;
  private LiveOnly live;
  private Replay replay;
  private boolean answered;
  private boolean sessionEnded;
  private boolean halfClosed;
  private boolean draining;

  private Connection(
      ActorContext<ConnectionMessage> context,
      TimerScheduler<ConnectionMessage> timers,
      Parts parts,
      Outlet outlet,
      Consumer<ActorRef<ConnectionMessage>> onStop) {
    super(context);
    this.timers = timers;
    this.parts = parts;
    this.outlet = outlet;
    this.onStop = onStop;
    this.dialogue = new Dialogue(outlet, parts.told().traces(), this::execute);
    this.deliveries = new Deliveries(parts.told());
    timers.startSingleTimer(Timer.ATTACH_TIME_OUT, parts.settings().attachTimeout());
  }

  /** A connection that waits for Attach, or for the client's own attach message. */
  static Behavior<ConnectionMessage> create(
      Parts parts, Outlet outlet, Consumer<ActorRef<ConnectionMessage>> onStop) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Connection(context, timers, parts, outlet, onStop)));
  }

  @Override
  public Receive<ConnectionMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(ConnectionMessage.class, this::onMessage)
        .onSignal(PostStop.class, _ -> onPostStop())
        .build();
  }

  private Behavior<ConnectionMessage> onMessage(ConnectionMessage message) {
    switch (message) {
      case Attach(var id, var after) -> attach(id, after);
      case Asked(var request) -> onAsked(request);
      case Signal signal -> onSignal(signal);
      case FromSession(var feed) -> onFeed(feed);
      case PageRead(var page) -> onRead(replay.onPage(page));
      case ReadFailed(var cause) -> onRead(replay.onFailure(cause));
      case Answered(var requestId, var reply) -> dialogue.answered(requestId, reply);
      case Unanswered(var requestId, var cause) ->
          dialogue.failed(requestId, incident("A session gave no answer", cause));
      case Timer timer -> onTimer(timer);
    }
    if (phase == Phase.OPEN) {
      flush();
    }
    return phase == Phase.ENDED ? Behaviors.stopped() : this;
  }

  private void onSignal(Signal signal) {
    switch (signal) {
      case READY -> {} // every message is followed by a flush
      case HALF_CLOSED -> {
        halfClosed = true;
        if (phase == Phase.UNATTACHED) {
          fail(PublicErrors.invalid("attach", "must come before the client's end of the stream"));
        }
      }
      case GONE -> phase = Phase.ENDED;
      case NODE_LOST -> Optional.ofNullable(attachment).ifPresent(Attachment::seek);
      case DRAIN -> {
        draining = true;
        timers.startSingleTimer(Timer.DRAIN_OVER, parts.settings().drainTime());
        if (phase != Phase.OPEN) {
          fail(PublicErrors.nodeLeaving());
        }
      }
    }
  }

  private void onTimer(Timer timer) {
    switch (timer) {
      case BEAT -> attachment.attach();
      case READ_AGAIN -> readAgain();
      case ATTACH_TIME_OUT ->
          fail(
              phase == Phase.UNATTACHED
                  ? PublicErrors.invalid("attach", "did not come in time")
                  : PublicErrors.sessionSilent());
      case LINGER_OVER -> complete();
      case DRAIN_OVER -> fail(PublicErrors.nodeLeaving());
    }
  }

  private void onAsked(ConverseRequest request) {
    switch (phase) {
      case UNATTACHED -> {
        dialogue.attach(request, this::attach).ifPresent(this::fail);
        outlet.request(parts.settings().messagesInFlight());
      }
      case OPENING, OPEN -> dialogue.hear(request, attachment::typing).ifPresent(this::fail);
      case ENDED -> {}
    }
  }

  private void execute(String requestId, SessionCommand command) {
    getContext()
        .pipeToSelf(
            parts.sessions().execute(session, command, parts.settings().requestTimeout()),
            (reply, failure) ->
                failure == null
                    ? new Answered(requestId, reply)
                    : new Unanswered(requestId, failure));
  }

  private void attach(SessionId id, long after) {
    session = id;
    cursor = new FeedCursor(after, parts.settings().heldEvents());
    live = new LiveOnly(outlet, cursor);
    replay = new Replay(id, cursor, parts.events(), parts.settings());
    var ear = getContext().messageAdapter(LiveFeed.class, FromSession::new);
    attachment = new Attachment(parts.sessions(), id, ear, timers, parts.settings().beat());
    phase = Phase.OPENING;
    timers.startSingleTimer(Timer.ATTACH_TIME_OUT, parts.settings().attachTimeout());
    attachment.attach();
  }

  private void onFeed(LiveFeed feed) {
    switch (feed) {
      case LiveFeed.Attached(var last, var closed) -> onAttached(last, closed);
      case LiveFeed.Refused.NOT_FOUND -> fail(PublicErrors.sessionNotFound());
      case LiveFeed.Recorded recorded -> cursor.offer(deliveries.expect(recorded));
      case LiveFeed.Typing _ when phase == Phase.OPEN -> live.typing();
      case LiveFeed.Delta piece when phase == Phase.OPEN -> live.delta(piece);
      case LiveFeed.Typing _, LiveFeed.Delta _ -> {} // worth nothing later
      case LiveFeed.Detached.INSTANCE -> attachment.follow();
    }
  }

  private void onAttached(long last, boolean closed) {
    attachment.attached();
    sessionEnded |= closed;
    cursor.know(last);
    if (phase == Phase.OPENING && !answered) {
      timers.cancel(Timer.ATTACH_TIME_OUT);
      answered = true;
      if (cursor.tail() > last || replay.due()) {
        read();
      } else {
        open();
      }
    }
  }

  private void open() {
    phase = Phase.OPEN;
    outlet.attached(session, cursor.known());
    dialogue.opened();
  }

  private void read() {
    getContext()
        .pipeToSelf(
            replay.read(),
            (page, failure) -> failure == null ? new PageRead(page) : new ReadFailed(failure));
  }

  private void onRead(Replay.Next next) {
    switch (next) {
      case Replay.Next.GoOn _ when phase == Phase.OPENING -> open();
      case Replay.Next.GoOn _ -> {}
      case Replay.Next.Pause(var pause) -> timers.startSingleTimer(Timer.READ_AGAIN, pause);
      case Replay.Next.Broken(var cause) -> fail(incident("A journal cannot be read", cause));
      case Replay.Next.Over(var status) -> fail(status);
    }
  }

  private void readAgain() {
    replay.resume();
    if (phase == Phase.OPENING || replay.due()) {
      read();
    }
  }

  private void flush() {
    dialogue.flush();
    while (outlet.ready() && cursor.waiting() > 0) {
      cursor.next().ifPresent(this::write);
    }
    if (outlet.ready() && replay.due()) {
      read();
    }
    if (draining && dialogue.idle()) {
      fail(PublicErrors.nodeLeaving());
    } else if (halfClosed && dialogue.idle()) {
      complete();
    } else if (sessionEnded && cursor.caughtUp()) {
      endAfterSession();
    }
  }

  private void write(SequencedEvent event) {
    outlet.event(event);
    deliveries.written(event);
    // a fork's past may hold an end that is not its own
    sessionEnded = event.event() instanceof SessionEvent.Closed;
  }

  private void endAfterSession() {
    if (!outlet.twoWay()) {
      complete();
    } else if (!timers.isTimerActive(Timer.LINGER_OVER)) {
      timers.startSingleTimer(Timer.LINGER_OVER, parts.settings().linger());
    }
  }

  private Status incident(String what, Throwable cause) {
    return Incidents.report(getContext().getLog(), what, session, cause);
  }

  private void complete() {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      outlet.complete();
    }
  }

  private void fail(Status status) {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      outlet.fail(cursor == null ? status : PublicErrors.attachAfter(status, cursor.written()));
    }
  }

  /** However the actor comes to its end, the client learns of it and can attach elsewhere. */
  private Behavior<ConnectionMessage> onPostStop() {
    fail(PublicErrors.nodeLeaving());
    onStop.accept(getContext().getSelf());
    return this;
  }
}
