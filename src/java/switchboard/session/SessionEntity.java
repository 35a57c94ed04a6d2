package switchboard.session;

import java.time.Clock;
import java.util.List;
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
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import switchboard.agent.Agents;
import switchboard.journal.Entry;
import switchboard.privacy.KeyedStart;
import switchboard.privacy.Lock;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
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
  private final Watchers watchers;
  private final Upkeep upkeep;
  private final Vault vault;
  private final AgentSide agentSide;
  private final Preparation preparation;
  private final Waiting waiting = new Waiting();
  private final Trail trail;

  /**
   * What an entity works with.
   *
   * @param node tells HOST:PORT of this node's front door; empty until that is open
   */
  public record Dependencies(
      Agents agents,
      SagaStarter sagas,
      SessionCodec codec,
      StoredHistory history,
      SubjectKeys keys,
      ProfileFeed profiles,
      SessionPurger purger,
      SessionSettings settings,
      Supplier<String> node,
      Clock clock) {}

  private SessionEntity(
      ActorContext<SessionMessage> actor,
      SessionId id,
      Dependencies dependencies,
      Consumer<ActorRef<SessionMessage>> passivate,
      Lock lock,
      long began) {
    super(PersistenceId.ofUniqueId(id.persistenceId()));
    this.actor = actor;
    this.id = id;
    this.dependencies = dependencies;
    this.passivate = passivate;
    this.trail = new Trail(actor.getSystem(), id, began);
    this.watchers = new Watchers(actor, dependencies.clock());
    this.vault = new Vault(id, dependencies.codec(), lock.key());
    this.upkeep = new Upkeep(actor, dependencies);
    this.agentSide = new AgentSide(actor, dependencies, vault, watchers);
    this.preparation = new Preparation(id, dependencies.history(), dependencies.keys());
    if (lock.key() instanceof SubjectKey.Present) {
      lock.subject().ifPresent(agentSide.profile()::follow);
    }
  }

  /**
   * An entity that recovers when it is spawned.
   *
   * @param passivate called with the entity when it is of no use: asks its shard to stop it without
   *     losing what is on its way to it
   */
  public static Behavior<SessionMessage> create(
      SessionId id, Dependencies dependencies, Consumer<ActorRef<SessionMessage>> passivate) {
    long began = System.nanoTime();
    return KeyedStart.create(
        () -> dependencies.history().lock(id),
        SessionMessage.Unlocked::new,
        lock ->
            Behaviors.setup(
                actor -> new SessionEntity(actor, id, dependencies, passivate, lock, began)),
        SessionMessage::refuse);
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
    return (state, entry) -> SessionFold.apply(state, entry.event());
  }

  @Override
  public EventAdapter<Entry<SessionEvent>, Object> eventAdapter() {
    return vault.events();
  }

  @Override
  public SnapshotAdapter<SessionState> snapshotAdapter() {
    return vault.snapshots();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
  }

  @Override
  public SignalHandler<SessionState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(JournalPersistFailed.class, (_, it) -> waiting.failed(it.failure(), trail))
        .onSignal(JournalPersistRejected.class, (_, it) -> waiting.failed(it.failure(), trail))
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              trail.recovered(state);
              agentSide.desk().recovered(state);
            })
        .onSignal(RecoveryFailed.class, (_, failed) -> onFailedRecovery(failed.failure()))
        .onSignal(
            PostStop.instance(),
            _ -> {
              agentSide.close();
              watchers.detached();
            })
        .build();
  }

  private void onFailedRecovery(Throwable failure) {
    actor.getLog().warn("recovery of a session failed", failure);
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> onMessage(
      SessionState state, SessionMessage told) {
    return switch (told) {
      case SessionMessage.Execute execute -> execute(state, execute);
      case SessionMessage.OfConnection message -> {
        watchers.onMessage(state, message);
        yield doneWith();
      }
      case SessionMessage.DeadlineDue due -> deadlineDue(state, due);
      // unless another request was faster, for then the session has its subject and its key
      case SessionMessage.Prepared(var outcome, var execute) ->
          state.life() == Life.NONE ? prepared(state, outcome, execute) : execute(state, execute);
      case SessionMessage.ProfileNews.INSTANCE -> {
        agentSide.profile().news();
        yield doneWith();
      }
      case SessionMessage.ProfileRead(var facts) -> {
        agentSide.profile().onRead(facts);
        yield Effect().noReply().thenUnstashAll();
      }
      case SessionMessage.OfTurn message ->
          byItself(state, agentSide.desk().on(state, message, agentSide));
      case SessionMessage.Purged(var done, var replyTo) -> {
        replyTo.tell(done ? DeadlineAnswer.Plain.STALE : DeadlineAnswer.Plain.KEEP);
        passivate.accept(actor.getSelf());
        yield doneWith();
      }
      case SessionMessage.Unlocked _ -> Effect().noReply();
    };
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> execute(
      SessionState state, SessionMessage.Execute execute) {
    if (!execute.session().equals(id)) {
      actor.getLog().error("a command for another session was delivered here and refused");
      return Effect().reply(execute.replyTo(), new Rejected(Rejection.Plain.SHARD_MOVING));
    }
    var command = execute.command();
    if (state.life() == Life.NONE && Preparation.isFirst(command)) {
      preparation.begin(actor, execute);
      return Effect().noReply();
    }
    if (vault.isDestroyed() && !(command instanceof SessionCommand.Keyless)) {
      return Effect().reply(execute.replyTo(), new Rejected(Rejection.Plain.SUBJECT_ERASED));
    }
    if (agentSide.mustWait(command)) {
      return Effect().stash();
    }
    return carryOut(
        state,
        execute,
        SessionRules.decide(
            state, vault.keyed(trail.begin(state, command)), agentSide.around(state)));
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> prepared(
      SessionState state, Preparation.Outcome outcome, SessionMessage.Execute execute) {
    return switch (outcome) {
      case Preparation.Outcome.Refused(var rejection) ->
          carryOut(state, execute, SessionRules.Decision.reject(rejection));
      case Preparation.Outcome.Ready(var subject, var present, var past) -> {
        vault.unlock(present);
        agentSide.profile().follow(subject);
        var command = vault.keyed(execute.command());
        var decision =
            command instanceof SessionCommand.Fork fork
                ? SessionRules.fork(state, fork, past, agentSide.now())
                : SessionRules.decide(state, command, agentSide.around(state));
        yield carryOut(state, execute, decision);
      }
    };
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> carryOut(
      SessionState state, SessionMessage.Execute execute, SessionRules.Decision decision) {
    var reply = agentSide.signed(decision.reply());
    if (decision.events().isEmpty()) {
      trail.unchanged();
      return Effect().none().thenRun(this::leaveIfNone).thenReply(execute.replyTo(), _ -> reply);
    }
    waiting.begin(execute.replyTo());
    return persist(state, decision.events()).thenReply(execute.replyTo(), _ -> reply);
  }

  private EffectBuilder<Entry<SessionEvent>, SessionState> persist(
      SessionState state, List<SessionEvent> events) {
    trail.persisting(state, events);
    return Effect()
        .persist(vault.entries(state, events))
        .thenRun(after -> recorded(state, after, events));
  }

  private void recorded(SessionState before, SessionState after, List<SessionEvent> events) {
    waiting.recorded();
    watchers.recorded(before, events, trail.recorded(after, events));
    upkeep.started(before, after);
    if (after.life() == Life.ERASED) {
      vault.destroy();
      agentSide.forget();
    }
    agentSide.recorded(events, after);
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> byItself(
      SessionState state, List<SessionEvent> events) {
    return events.isEmpty() ? doneWith() : persist(state, events).thenNoReply();
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> deadlineDue(
      SessionState state, SessionMessage.DeadlineDue due) {
    var events = upkeep.due(state, due, agentSide.now());
    return events.isEmpty()
        ? doneWith()
        : persist(state, events).thenReply(due.replyTo(), _ -> DeadlineAnswer.Plain.STALE);
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> doneWith() {
    return Effect().none().thenRun(this::leaveIfNone).thenNoReply();
  }

  /** Asking for sessions that do not exist must not fill the memory with them. */
  private void leaveIfNone(SessionState state) {
    if (state.life() == Life.NONE) {
      passivate.accept(actor.getSelf());
    }
  }
}
