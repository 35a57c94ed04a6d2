package switchboard.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EffectBuilder;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import switchboard.agent.Agents;
import switchboard.context.Context;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.context.Turn;
import switchboard.journal.Entry;
import switchboard.journal.StoreException;
import switchboard.privacy.KeyedStart;
import switchboard.privacy.Lock;
import switchboard.privacy.Subject;
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
  private final Set<ActorRef<LiveFeed>> connections = new HashSet<>();
  private final KnownProfile profile;
  private final Preparation preparation;
  private final MemoryPolicy memory;

  /** How many tokens the remembered messages have, by sequence: counting them is dear. */
  private final Map<Long, Integer> tokens = new HashMap<>();

  private SubjectKey key;

  /** Who waits for the append under way: told if it fails. */
  private Optional<ActorRef<SessionReply>> waiting = Optional.empty();

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
      Lock lock) {
    super(PersistenceId.ofUniqueId(id.persistenceId()));
    this.actor = actor;
    this.id = id;
    this.dependencies = dependencies;
    this.passivate = passivate;
    this.key = lock.key();
    this.profile = new KnownProfile(actor, dependencies.profiles());
    this.preparation = new Preparation(id, dependencies.history(), dependencies.keys());
    this.memory = dependencies.settings().memory().counting(this::tokens);
    if (key instanceof SubjectKey.Present) {
      lock.subject().ifPresent(profile::follow);
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
    return KeyedStart.create(
        () -> dependencies.history().lock(id),
        SessionMessage.Unlocked::new,
        lock ->
            Behaviors.setup(actor -> new SessionEntity(actor, id, dependencies, passivate, lock)),
        SessionEntity::refuse);
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
    return Entry.adapter(
        event -> dependencies.codec().stored(id, event, key),
        stored -> dependencies.codec().event(id, stored, key));
  }

  @Override
  public SnapshotAdapter<SessionState> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(SessionState state) {
        return dependencies.codec().snapshot(state, key);
      }

      @Override
      public SessionState fromJournal(Object stored) {
        return dependencies.codec().state(id, stored, key);
      }
    };
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
        .onSignal(
            PostStop.instance(),
            _ -> {
              profile.close();
              tell(LiveFeed.Detached.INSTANCE);
            })
        .build();
  }

  private static void refuse(SessionMessage message) {
    if (message instanceof SessionMessage.Execute execute) {
      execute.replyTo().tell(new Rejected(Rejection.Plain.STORE_UNAVAILABLE));
    }
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
      case SessionMessage.DeadlineDue due -> deadlineDue(state, due);
      case SessionMessage.Prepared(var outcome, var execute) -> prepared(state, outcome, execute);
      case SessionMessage.ProfileNews.INSTANCE -> {
        profile.news();
        yield Effect().noReply();
      }
      case SessionMessage.ProfileRead(var facts) -> {
        profile.onRead(facts);
        yield Effect().none().thenUnstashAll().thenNoReply();
      }
      case SessionMessage.Purged(var done, var answerTo) -> {
        answerTo.tell(done ? DeadlineAnswer.Plain.STALE : DeadlineAnswer.Plain.KEEP);
        yield Effect().none().thenRun(_ -> passivate.accept(actor.getSelf())).thenNoReply();
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
      actor.pipeToSelf(
          preparation.prepare(command),
          (outcome, failure) ->
              new SessionMessage.Prepared(
                  failure == null ? outcome : refusal(failure), execute));
      return Effect().noReply();
    }
    if (command instanceof SessionCommand.SendMessage && profile.isAwaited()) {
      return Effect().stash();
    }
    return carryOut(state, execute, SessionRules.decide(state, keyed(command), around(state)));
  }

  private Preparation.Outcome refusal(Throwable failure) {
    actor.getLog().warn("a session could not be begun: {}", failure.toString());
    return new Preparation.Outcome.Refused(Rejection.Plain.STORE_UNAVAILABLE);
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> prepared(
      SessionState state, Preparation.Outcome outcome, SessionMessage.Execute execute) {
    return switch (outcome) {
      case Preparation.Outcome.Refused(var rejection) ->
          carryOut(state, execute, SessionRules.Decision.reject(rejection));
      case Preparation.Outcome.Ready(var subject, var present, var past) -> {
        key = present;
        profile.follow(subject);
        var command = keyed(execute.command());
        var decision =
            command instanceof SessionCommand.Fork fork
                ? SessionRules.fork(state, fork, past, now())
                : SessionRules.decide(state, command, around(state));
        yield carryOut(state, execute, decision);
      }
    };
  }

  private SessionCommand keyed(SessionCommand command) {
    return key instanceof SubjectKey.Present(var cipher, _)
        ? KeyedRequests.keyed(command, cipher)
        : command;
  }

  private SessionRules.Surroundings around(SessionState state) {
    return new SessionRules.Surroundings(
        dependencies.agents().named(state.agent()),
        profile.facts(),
        memory,
        key instanceof SubjectKey.Present(_, var keyEncryptionKey) ? keyEncryptionKey : "",
        dependencies.node().get(),
        now());
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> carryOut(
      SessionState state, SessionMessage.Execute execute, SessionRules.Decision decision) {
    if (decision.events().isEmpty()) {
      return Effect()
          .none()
          .thenRun(this::leaveIfNone)
          .thenReply(execute.replyTo(), _ -> decision.reply());
    }
    waiting = Optional.of(execute.replyTo());
    return persist(state, decision.events())
        .thenReply(execute.replyTo(), _ -> decision.reply());
  }

  private EffectBuilder<Entry<SessionEvent>, SessionState> persist(
      SessionState state, List<SessionEvent> events) {
    return Effect()
        .persist(entries(state, events))
        .thenRun(after -> recorded(state, after, events));
  }

  private List<Entry<SessionEvent>> entries(SessionState before, List<SessionEvent> events) {
    var after = SessionFold.apply(before, events);
    return Entry.batch(events, dependencies.codec().side(before, after, events, key));
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
      started.forEach(saga -> dependencies.sagas().start(id, subject(after), saga));
    }
    if (after.life() == Life.ERASED) {
      key = SubjectKey.Absent.ERASED;
      profile.forget();
      tokens.clear();
    }
  }

  private Subject subject(SessionState state) {
    return new Subject(id.tenant(), state.subject());
  }

  private int tokens(Turn turn) {
    if (tokens.size() > 2 * Context.MAX_TURNS) {
      tokens.clear();
    }
    return tokens.computeIfAbsent(
        turn.sequence(), _ -> dependencies.settings().memory().tokens().applyAsInt(turn));
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> deadlineDue(
      SessionState state, SessionMessage.DeadlineDue due) {
    return switch (due.deadline()) {
      case SessionDeadline.IDLE -> idle(state, due.answerTo());
      case SessionDeadline.PURGE -> purge(state, due.answerTo());
      default -> {
        startAgain(state, due);
        yield Effect().none().thenRun(this::leaveIfNone).thenNoReply();
      }
    };
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> idle(
      SessionState state, ActorRef<DeadlineAnswer> answerTo) {
    var idle = dependencies.settings().retention().idle();
    if (state.life() == Life.OPEN && state.updateTime().plus(idle).isAfter(now())) {
      answerTo.tell(new DeadlineAnswer.MoveTo(state.updateTime().plus(idle)));
      return Effect().noReply();
    }
    var decision = SessionRules.expire(state, now().minus(idle), now());
    if (decision.events().isEmpty()) {
      answerTo.tell(DeadlineAnswer.Plain.STALE);
      return Effect().none().thenRun(this::leaveIfNone).thenNoReply();
    }
    return persist(state, decision.events()).thenReply(answerTo, _ -> DeadlineAnswer.Plain.STALE);
  }

  private ReplyEffect<Entry<SessionEvent>, SessionState> purge(
      SessionState state, ActorRef<DeadlineAnswer> answerTo) {
    if (state.life() == Life.CLOSED || state.life() == Life.ERASED) {
      actor.pipeToSelf(
          dependencies.purger().purge(id, subject(state), state.lastSequence()),
          (_, failure) -> new SessionMessage.Purged(failure == null, answerTo));
    } else {
      answerTo.tell(DeadlineAnswer.Plain.STALE);
    }
    return Effect().none().thenRun(this::leaveIfNone).thenNoReply();
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
    saga.map(pending -> dependencies.sagas().confirm(id, subject(state), pending))
        .orElseGet(() -> CompletableFuture.completedStage(true))
        .thenAccept(
            done ->
                due.answerTo()
                    .tell(done ? DeadlineAnswer.Plain.STALE : DeadlineAnswer.Plain.KEEP));
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
