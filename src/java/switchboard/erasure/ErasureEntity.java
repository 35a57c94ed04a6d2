package switchboard.erasure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.JournalPersistRejected;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.Entry;
import switchboard.privacy.Subject;

/**
 * The erasure of one subject, alive on one node. It does one step at a time and records it when it
 * is done, so that after a crash only the step under way is done again; one that fails is tried
 * again, ever later up to a minute. A durable deadline wakes it wherever it stopped.
 */
public final class ErasureEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        ErasureMessage, Entry<ErasureEvent>, ErasureState> {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureEntity.class);
  private static final String PREFIX = "erasure|";

  private final ActorContext<ErasureMessage> actor;
  private final TimerScheduler<ErasureMessage> timers;
  private final Subject subject;
  private final Dependencies dependencies;
  private final Consumer<ActorRef<ErasureMessage>> passivate;
  private Optional<ActorRef<ErasureReply>> waiting = Optional.empty();

  /** Whether a step is under way, or waits to be tried again. */
  private boolean working;

  private int failures;
  private long failingSinceNanos;

  /** What an entity works with. */
  public record Dependencies(
      ErasureWork work, ErasureCodec codec, ErasureSettings settings, Clock clock) {}

  private ErasureEntity(
      ActorContext<ErasureMessage> actor,
      TimerScheduler<ErasureMessage> timers,
      Subject subject,
      Dependencies dependencies,
      Consumer<ActorRef<ErasureMessage>> passivate) {
    super(PersistenceId.ofUniqueId(persistenceId(subject)));
    this.actor = actor;
    this.timers = timers;
    this.subject = subject;
    this.dependencies = dependencies;
    this.passivate = passivate;
  }

  /**
   * An entity that recovers, and goes on, when it is spawned.
   *
   * @param passivate called with the entity when it has nothing to do
   */
  static Behavior<ErasureMessage> create(
      Subject subject, Dependencies dependencies, Consumer<ActorRef<ErasureMessage>> passivate) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> new ErasureEntity(actor, timers, subject, dependencies, passivate)));
  }

  /** The id within the journal; decides the bucket, so it never changes. */
  static String persistenceId(Subject subject) {
    return PREFIX + entityId(subject);
  }

  /** The id within sharding. */
  static String entityId(Subject subject) {
    return subject.tenant() + "/" + subject.id();
  }

  /** Whose erasure an id within sharding names. */
  static Subject subject(String entityId) {
    int slash = entityId.indexOf('/');
    return new Subject(entityId.substring(0, slash), entityId.substring(slash + 1));
  }

  /** Whose erasure a persistence id names; empty if it names none. */
  public static Optional<Subject> ofPersistenceId(String persistenceId) {
    return persistenceId.startsWith(PREFIX)
        ? Optional.of(subject(persistenceId.substring(PREFIX.length())))
        : Optional.empty();
  }

  @Override
  public ErasureState emptyState() {
    return ErasureState.none(subject);
  }

  @Override
  public CommandHandlerWithReply<ErasureMessage, Entry<ErasureEvent>, ErasureState>
      commandHandler() {
    return this::onMessage;
  }

  @Override
  public EventHandler<ErasureState, Entry<ErasureEvent>> eventHandler() {
    return (state, entry) -> state.apply(entry.event());
  }

  @Override
  public EventAdapter<Entry<ErasureEvent>, Object> eventAdapter() {
    return Entry.adapter(dependencies.codec()::stored, dependencies.codec()::event);
  }

  @Override
  public SignalHandler<ErasureState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::work)
        .onSignal(JournalPersistFailed.class, (_, failed) -> onFailure(failed.failure()))
        .onSignal(JournalPersistRejected.class, (_, rejected) -> onFailure(rejected.failure()))
        .build();
  }

  private void onFailure(Throwable failure) {
    actor.getLog().warn("an append failed, the erasure stops: {}", failure.toString());
    waiting.ifPresent(who -> who.tell(ErasureReply.Plain.UNAVAILABLE));
    waiting = Optional.empty();
  }

  private ReplyEffect<Entry<ErasureEvent>, ErasureState> onMessage(
      ErasureState state, ErasureMessage message) {
    return switch (message) {
      case ErasureMessage.Execute execute -> execute(state, execute);
      case ErasureMessage.Looked(var known, var begin) -> looked(state, known, begin);
      case ErasureMessage.Done(var event, var failure) -> done(state, event, failure);
      case ErasureMessage.Wake.AGAIN -> {
        working = false;
        work(state);
        yield Effect().noReply();
      }
    };
  }

  private ReplyEffect<Entry<ErasureEvent>, ErasureState> execute(
      ErasureState state, ErasureMessage.Execute execute) {
    if (!execute.subject().equals(subject)) {
      actor.getLog().error("a command for another erasure was delivered here and refused");
      return Effect().reply(execute.replyTo(), ErasureReply.Plain.UNAVAILABLE);
    }
    if (execute.command() == ErasureCommand.BEGIN && state.step() == Step.NOT_ASKED) {
      actor.pipeToSelf(
          dependencies.work().isKnown(subject),
          (known, failure) -> {
            if (failure != null) {
              LOG.warn("an erasure could not be begun: {}", failure.toString());
            }
            return new ErasureMessage.Looked(Optional.ofNullable(known), execute);
          });
      return Effect().noReply();
    }
    return tell(state, execute.replyTo());
  }

  private ReplyEffect<Entry<ErasureEvent>, ErasureState> tell(
      ErasureState state, ActorRef<ErasureReply> replyTo) {
    work(state);
    return Effect()
        .none()
        .thenRun(this::leaveIfIdle)
        .thenReply(
            replyTo,
            now ->
                now.step() == Step.NOT_ASKED
                    ? ErasureReply.Plain.NOT_ASKED
                    : new ErasureReply.Found(now));
  }

  private ReplyEffect<Entry<ErasureEvent>, ErasureState> looked(
      ErasureState state, Optional<Boolean> known, ErasureMessage.Execute begin) {
    if (state.step() != Step.NOT_ASKED) {
      return tell(state, begin.replyTo());
    }
    if (known.isEmpty() || !known.get()) {
      var reply =
          known.isEmpty() ? ErasureReply.Plain.UNAVAILABLE : ErasureReply.Plain.UNKNOWN_SUBJECT;
      return Effect().none().thenRun(this::leaveIfIdle).thenReply(begin.replyTo(), _ -> reply);
    }
    waiting = Optional.of(begin.replyTo());
    return Effect()
        .persist(entries(state, new ErasureEvent.Requested(now())))
        .thenRun(this::recorded)
        .thenReply(begin.replyTo(), ErasureReply.Found::new);
  }

  private ReplyEffect<Entry<ErasureEvent>, ErasureState> done(
      ErasureState state, Optional<ErasureEvent> event, String failure) {
    if (event.isEmpty()) {
      failed(state, failure);
      return Effect().noReply();
    }
    failures = 0;
    return Effect().persist(entries(state, event.get())).thenRun(this::recorded).thenNoReply();
  }

  private void failed(ErasureState state, String failure) {
    if (failures == 0) {
      failingSinceNanos = System.nanoTime();
    }
    failures++;
    var pause = ErasureRules.pause(failures);
    actor.getLog().warn("a step of an erasure failed, will retry: {} {}", state.step(), failure);
    timers.startSingleTimer(ErasureMessage.Wake.AGAIN, pause);
  }

  private void recorded(ErasureState after) {
    waiting = Optional.empty();
    working = false;
    work(after);
    leaveIfIdle(after);
  }

  private List<Entry<ErasureEvent>> entries(ErasureState state, ErasureEvent event) {
    var side = ErasureRules.side(state.apply(event), dependencies.settings().receiptRetention());
    return List.of(new Entry<>(event, side));
  }

  /** Does the next step, unless one is under way. */
  private void work(ErasureState state) {
    if (working || !state.isRunning()) {
      return;
    }
    working = true;
    actor.pipeToSelf(
        step(state),
        (event, failure) ->
            new ErasureMessage.Done(Optional.ofNullable(event), String.valueOf(failure)));
  }

  private CompletionStage<ErasureEvent> step(ErasureState state) {
    var work = dependencies.work();
    return switch (state.step()) {
      case MARK -> work.mark(subject).thenApply(_ -> new ErasureEvent.Marked(now()));
      case END_SESSIONS ->
          work.endSessions(subject, state.after(), insists())
              .thenApply(page -> new ErasureEvent.SessionsEnded(page, now()));
      case DESTROY_KEY ->
          work.destroyKey(subject).thenApply(_ -> new ErasureEvent.KeyDestroyed(now()));
      case EMPTY_PROFILE ->
          work.emptyProfile(subject).thenApply(_ -> new ErasureEvent.ProfileEmptied(now()));
      case EVICT_CACHES ->
          work.evict(subject).thenApply(nodes -> new ErasureEvent.CachesEvicted(nodes, now()));
      case REWRITE_FILES ->
          work.rewriteFiles().thenApply(files -> new ErasureEvent.FilesRewritten(files, now()));
      case NOT_ASKED, FINISHED -> throw new IllegalStateException("there is nothing to do");
    };
  }

  /** A session that cannot be ended must not keep the key from being destroyed for ever. */
  private boolean insists() {
    return failures == 0
        || Duration.ofNanos(System.nanoTime() - failingSinceNanos)
                .compareTo(dependencies.settings().sessionPatience())
            < 0;
  }

  private void leaveIfIdle(ErasureState state) {
    if (!state.isRunning()) {
      passivate.accept(actor.getSelf());
    }
  }

  /** To the millisecond, as it is stored. */
  private Instant now() {
    return Instant.now(dependencies.clock()).truncatedTo(ChronoUnit.MILLIS);
  }
}
