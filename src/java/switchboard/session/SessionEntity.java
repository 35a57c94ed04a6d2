package switchboard.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import switchboard.agent.Agents;
import switchboard.context.PendingSaga;
import switchboard.journal.Entry;
import switchboard.journal.StoreException;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionState.Life;

/**
 * One conversation, alive on one node. It persists what the rules decided and only then answers, so
 * an answer means that it is durable. Any failure to write stops it: the outcome is unknown then,
 * and the next incarnation reads it.
 */
public final class SessionEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        SessionMessage, Entry<SessionEvent>, SessionState> {
  private static final int SNAPSHOT_EVERY = 200;
  private static final int SNAPSHOTS_KEPT = 2;

  private final ActorContext<SessionMessage> actor;
  private final SessionId id;
  private final Dependencies dependencies;
  private final Consumer<ActorRef<SessionMessage>> passivate;
  private final Set<ActorRef<LiveFeed>> connections = new HashSet<>();

  /** Who waits for the append under way: told if it fails. */
  private Optional<ActorRef<SessionReply>> waiting = Optional.empty();

  /**
   * What an entity works with.
   *
   * @param node tells HOST:PORT of this node's front door; empty until that is open
   */
  public record Dependencies(
      Agents agents, SagaStarter sagas, SideDataOf sideData, Supplier<String> node, Clock clock) {}

  private SessionEntity(
      ActorContext<SessionMessage> actor,
      SessionId id,
      Dependencies dependencies,
      Consumer<ActorRef<SessionMessage>> passivate) {
    super(PersistenceId.ofUniqueId(id.persistenceId()));
    this.actor = actor;
    this.id = id;
    this.dependencies = dependencies;
    this.passivate = passivate;
  }

  /**
   * An entity that recovers when it is spawned.
   *
   * @param passivate called with the entity when it is of no use: asks its shard to stop it without
   *     losing what is on its way to it
   */
  public static Behavior<SessionMessage> create(
      SessionId id, Dependencies dependencies, Consumer<ActorRef<SessionMessage>> passivate) {
    return Behaviors.setup(actor -> new SessionEntity(actor, id, dependencies, passivate));
  }

  @Override
  public SessionState emptyState() {
    return SessionState.none(id);
  }

  @Override
  public CommandHandlerWithReply<SessionMessage, Entry<SessionEvent>, SessionState>
      commandHandler() {
    return this::onMessage;
  }

  @Override
  public EventHandler<SessionState, Entry<SessionEvent>> eventHandler() {
    return (state, entry) -> SessionRules.apply(state, entry.event());
  }

  @Override
  public EventAdapter<Entry<SessionEvent>, Object> eventAdapter() {
    return Entry.adapter(SessionEvent.class);
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  @Override
  public SignalHandler<SessionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(JournalPersistFailed.class, (_, failed) -> onFailure(failed.failure()))
        .onSignal(JournalPersistRejected.class, (_, rejected) -> onFailure(rejected.failure()))
        .onSignal(
            RecoveryFailed.class,
            (_, failed) -> actor.getLog().warn("recovery of a session failed", failed.failure()))
        .onSignal(PostStop.instance(), _ -> tell(LiveFeed.Detached.INSTANCE))
        .build();
  }

  private void onFailure(Throwable failure) {
    actor.getLog().warn("an append failed, the session stops: {}", failure.toString());
    // fenced off: the session lives elsewhere by now, so the command is worth repeating at once
    var rejection =
        failure instanceof StoreException.Fenced
            ? Rejection.Plain.SHARD_MOVING
            : Rejection.Plain.STORE_UNAVAILABLE;
    waiting.ifPresent(who -> who.tell(new Rejected(rejection)));
    waiting = Optional.empty();
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> onMessage(
      SessionState state, SessionMessage message) {
    return switch (message) {
      case SessionMessage.Execute execute -> execute(state, execute);
      case SessionMessage.Attach attach -> attach(state, attach);
      case SessionMessage.Detach(var connection) -> {
        connections.remove(connection);
        yield Effect().noReply();
      }
      case SessionMessage.Typing typing -> {
        connections.stream()
            .filter(connection -> !connection.equals(typing.from()))
            .forEach(connection -> connection.tell(LiveFeed.Typing.INSTANCE));
        yield Effect().noReply();
      }
      case SessionMessage.DeadlineDue due -> {
        startAgain(state, due);
        yield Effect().noReply();
      }
    };
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> execute(
      SessionState state, SessionMessage.Execute execute) {
    if (!execute.session().equals(id)) {
      actor.getLog().error("a command for another session was delivered here and refused");
      return Effect().reply(execute.replyTo(), new Rejected(Rejection.Plain.SHARD_MOVING));
    }
    var decision =
        SessionRules.decide(
            state,
            execute.command(),
            dependencies.agents().named(state.agent()),
            dependencies.node().get(),
            now());
    if (decision.events().isEmpty()) {
      return Effect()
          .none()
          .thenRun(this::leaveIfNone)
          .thenReply(execute.replyTo(), _ -> decision.reply());
    }
    waiting = Optional.of(execute.replyTo());
    return Effect()
        .persist(entries(state, decision.events()))
        .thenRun(after -> recorded(state, after, decision.events()))
        .thenReply(execute.replyTo(), _ -> decision.reply());
  }

  private List<Entry<SessionEvent>> entries(SessionState before, List<SessionEvent> events) {
    var after = before;
    for (var event : events) {
      after = SessionRules.apply(after, event);
    }
    return Entry.batch(events, dependencies.sideData().of(before, after, events));
  }

  private void recorded(SessionState before, SessionState after, List<SessionEvent> events) {
    waiting = Optional.empty();
    if (!connections.isEmpty()) {
      tell(new LiveFeed.Recorded(before.sequenced(events)));
    }
    var known = before.context().pending();
    if (after.context().pending() != known) {
      var started = new ArrayList<PendingSaga>(after.context().pending());
      started.removeIf(saga -> before.context().pending(saga.saga()).isPresent());
      started.forEach(saga -> dependencies.sagas().start(id, saga));
    }
  }

  /**
   * A saga that confirms its start looks after itself from then on, so the deadline has done its
   * work. Waiting for its first report instead would wake a closed session for ever: that takes
   * none.
   */
  private void startAgain(SessionState state, SessionMessage.DeadlineDue due) {
    var saga =
        SessionDeadline.sagaToStart(due.deadline())
            .flatMap(state.context()::pending)
            .filter(pending -> pending.lastReport() == 0);
    saga.map(pending -> dependencies.sagas().confirm(id, pending))
        .orElseGet(() -> CompletableFuture.completedStage(true))
        .thenApply(done -> done ? DeadlineAnswer.Plain.STALE : DeadlineAnswer.Plain.KEEP)
        .thenAccept(due.replyTo()::tell);
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> attach(
      SessionState state, SessionMessage.Attach attach) {
    if (state.life() == Life.NONE) {
      attach.connection().tell(LiveFeed.Refused.NOT_FOUND);
      return Effect().none().thenRun(this::leaveIfNone).thenNoReply();
    }
    if (connections.add(attach.connection())) {
      actor.watchWith(attach.connection(), new SessionMessage.Detach(attach.connection()));
    }
    attach
        .connection()
        .tell(new LiveFeed.Attached(state.lastSequence(), state.life() == Life.CLOSED));
    return Effect().noReply();
  }

  /** Asking for sessions that do not exist must not fill the memory with them. */
  private void leaveIfNone(SessionState state) {
    if (state.life() == Life.NONE) {
      passivate.accept(actor.getSelf());
    }
  }

  private void tell(LiveFeed news) {
    connections.forEach(connection -> connection.tell(news));
  }

  /** To the millisecond, as it is stored: what was live and what is replayed are equal. */
  private Instant now() {
    return Instant.now(dependencies.clock()).truncatedTo(ChronoUnit.MILLIS);
  }
}
