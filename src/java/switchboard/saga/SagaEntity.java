package switchboard.saga;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import switchboard.privacy.KeyedStart;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.session.SessionCommand;
import switchboard.session.SessionReply;
import switchboard.session.Sessions;

/**
 * One saga, alive on one node. It persists what the rules decided and only then answers; its
 * reports go to the session one at a time, each until the session has recorded it.
 */
public final class SagaEntity
    extends EventSourcedBehaviorWithEnforcedReplies<SagaMessage, Entry<SagaEvent>, SagaState> {
  private static final Logger LOG = LoggerFactory.getLogger(SagaEntity.class);
  private static final Duration REPORT_WITHIN = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ActorContext<SagaMessage> actor;
  private final TimerScheduler<SagaMessage> timers;
  private final SagaId id;
  private final Dependencies dependencies;
  private Optional<ActorRef<SagaReply>> waiting = Optional.empty();

  private SubjectKey key;

  /** The report on its way to the session; 0 for none. */
  private long reporting;

  /**
   * What an entity works with.
   *
   * @param kept how long a saga that has ended can be read
   */
  public record Dependencies(
      Map<String, SagaType> types,
      Sessions sessions,
      CommandEncoder encoder,
      SagaCodec codec,
      Locks locks,
      SubjectKeys keys,
      Duration kept,
      Clock clock) {
    public Dependencies {
      types = Map.copyOf(types);
    }
  }

  private SagaEntity(
      ActorContext<SagaMessage> actor,
      TimerScheduler<SagaMessage> timers,
      SagaId id,
      Dependencies dependencies,
      SubjectKey key) {
    super(PersistenceId.ofUniqueId(id.persistenceId()));
    this.actor = actor;
    this.timers = timers;
    this.id = id;
    this.dependencies = dependencies;
    this.key = key;
  }

  static Behavior<SagaMessage> create(SagaId id, Dependencies dependencies) {
    var codec = dependencies.codec();
    return KeyedStart.create(
        () -> dependencies.locks().of(id.persistenceId(), first -> codec.subject(id, first)),
        SagaMessage.Unlocked::new,
        lock ->
            Behaviors.setup(
                actor ->
                    Behaviors.withTimers(
                        timers -> new SagaEntity(actor, timers, id, dependencies, lock.key()))),
        SagaMessage::refuse);
  }

  @Override
  public SagaState emptyState() {
    return SagaState.none(id);
  }

  @Override
  public CommandHandlerWithReply<SagaMessage, Entry<SagaEvent>, SagaState> commandHandler() {
    return this::onMessage;
  }

  @Override
  public EventHandler<SagaState, Entry<SagaEvent>> eventHandler() {
    return (state, entry) -> state.apply(entry.event());
  }

  @Override
  public EventAdapter<Entry<SagaEvent>, Object> eventAdapter() {
    return Entry.adapter(
        event -> dependencies.codec().stored(id, event, key),
        stored -> dependencies.codec().event(id, stored, key));
  }

  @Override
  public SignalHandler<SagaState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::report)
        .onSignal(JournalPersistFailed.class, (_, failed) -> onFailure(failed.failure()))
        .onSignal(JournalPersistRejected.class, (_, rejected) -> onFailure(rejected.failure()))
        .build();
  }

  private void onFailure(Throwable failure) {
    actor.getLog().warn("an append failed, the saga stops: {}", failure.toString());
    waiting.ifPresent(who -> who.tell(SagaReply.UNAVAILABLE));
    waiting = Optional.empty();
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> onMessage(SagaState state, SagaMessage message) {
    return switch (message) {
      case SagaMessage.Execute execute -> execute(state, execute);
      case SagaMessage.Reported(var report, var reply) -> reported(state, report, reply);
      case SagaMessage.Obtained(var obtained, var start) -> obtained(state, obtained, start);
      case SagaMessage.Unlocked _ -> Effect().noReply();
      case SagaMessage.Wake.REPORT -> {
        report(state);
        yield Effect().noReply();
      }
    };
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> execute(
      SagaState state, SagaMessage.Execute execute) {
    if (!execute.saga().equals(id.entityId())) {
      actor.getLog().error("a command for another saga was delivered here and refused");
      return Effect().reply(execute.replyTo(), SagaReply.UNAVAILABLE);
    }
    if (execute.command() == SagaCommand.Cancel.CANCEL || key == SubjectKey.Absent.ERASED) {
      // whatever comes for an erased subject, nothing but the end may be recorded any more
      return cancel(state, execute);
    }
    if (state.life() == SagaState.Life.NONE
        && execute.command() instanceof SagaCommand.Start start
        && !(key instanceof SubjectKey.Present)) {
      var subject = new Subject(id.session().tenant(), start.subject());
      actor.pipeToSelf(
          dependencies.keys().obtain(subject, Optional.empty()),
          (obtained, failure) -> {
            if (failure != null) {
              LOG.warn("the key for a saga could not be had: {}", failure.toString());
            }
            return new SagaMessage.Obtained(Optional.ofNullable(obtained), execute);
          });
      return Effect().noReply();
    }
    var name = execute.command() instanceof SagaCommand.Start start ? start.type() : state.type();
    var type = dependencies.types().get(name);
    if (type == null) {
      return Effect().reply(execute.replyTo(), withoutType(name));
    }
    var events = SagaRules.decide(state, execute.command(), type, now());
    if (events.isEmpty()) {
      report(state);
      return Effect().reply(execute.replyTo(), SagaReply.DONE);
    }
    waiting = Optional.of(execute.replyTo());
    return Effect()
        .persist(entries(state, events))
        .thenRun(this::recorded)
        .thenReply(execute.replyTo(), _ -> SagaReply.DONE);
  }

  /** Needs no type, so that a release which does not know the saga's can end it. */
  private ReplyEffect<Entry<SagaEvent>, SagaState> cancel(
      SagaState state, SagaMessage.Execute execute) {
    var events = SagaRules.cancel(state, now());
    if (events.isEmpty()) {
      key = SubjectKey.Absent.ERASED;
      return Effect().reply(execute.replyTo(), SagaReply.DONE);
    }
    waiting = Optional.of(execute.replyTo());
    return Effect()
        .persist(entries(state, events))
        .thenRun(
            _ -> {
              waiting = Optional.empty();
              key = SubjectKey.Absent.ERASED;
            })
        .thenReply(execute.replyTo(), _ -> SagaReply.DONE);
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> obtained(
      SagaState state, Optional<SubjectKey> obtained, SagaMessage.Execute start) {
    if (obtained.isEmpty()) {
      return Effect().reply(start.replyTo(), SagaReply.UNAVAILABLE);
    }
    key = obtained.get();
    return execute(state, start);
  }

  /**
   * A saga whose type this release does not know waits for one that does: its deadlines and answers
   * must stay where they are.
   */
  private SagaReply withoutType(String name) {
    if (name.isEmpty()) {
      return SagaReply.UNKNOWN_SAGA;
    }
    actor.getLog().error("this release has no saga type of this name, the saga waits: {}", name);
    return SagaReply.UNAVAILABLE;
  }

  private List<Entry<SagaEvent>> entries(SagaState state, List<SagaEvent> events) {
    var after = SagaRules.fold(state, events);
    return Entry.batch(
        events, SagaSideData.of(after, events, dependencies.encoder(), key, dependencies.kept()));
  }

  private void recorded(SagaState after) {
    waiting = Optional.empty();
    report(after);
  }

  /** Sends the first report that the session has not recorded, unless it is on its way. */
  private void report(SagaState state) {
    if (reporting != 0 || state.unacknowledged().isEmpty()) {
      return;
    }
    if (key == SubjectKey.Absent.ERASED) {
      return;
    }
    var next = state.unacknowledged().getFirst();
    reporting = next.report();
    var command = new SessionCommand.ReportSaga(id.saga(), next.report(), next.content());
    actor.pipeToSelf(
        dependencies.sessions().execute(id.session(), command, REPORT_WITHIN),
        (reply, failure) ->
            new SagaMessage.Reported(
                next.report(),
                failure == null
                    ? reply
                    : new SessionReply.Rejected(SessionReply.Rejection.Plain.OUTCOME_UNKNOWN)));
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> reported(
      SagaState state, long report, SessionReply reply) {
    reporting = 0;
    if (!isRecorded(reply)) {
      timers.startSingleTimer(SagaMessage.Wake.REPORT, PAUSE);
      return Effect().noReply();
    }
    var events =
        SagaRules.decide(
            state,
            new SagaCommand.AcknowledgeReport(report),
            dependencies.types().get(state.type()),
            now());
    return events.isEmpty()
        ? Effect().noReply()
        : Effect().persist(entries(state, events)).thenRun(this::recorded).thenNoReply();
  }

  /** A session that is gone has nobody to tell. */
  private static boolean isRecorded(SessionReply reply) {
    return reply instanceof SessionReply.Recorded
        || reply instanceof SessionReply.Rejected(var rejection)
            && (rejection == SessionReply.Rejection.Plain.NOT_FOUND
                || rejection == SessionReply.Rejection.Plain.SUBJECT_ERASED);
  }

  /** To the millisecond, as it is stored. */
  private Instant now() {
    return Instant.now(dependencies.clock()).truncatedTo(ChronoUnit.MILLIS);
  }
}
