package switchboard.saga;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
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
import switchboard.journal.Entry;
import switchboard.privacy.KeyedStart;
import switchboard.privacy.Locks;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.session.Sessions;
import switchboard.telemetry.Telemetry;

/**
 * One saga, alive on one node. It persists what the rules decided and only then answers; its
 * reports go to the session one at a time, each until the session has recorded it.
 */
public final class SagaEntity
    extends EventSourcedBehaviorWithEnforcedReplies<SagaMessage, Entry<SagaEvent>, SagaState> {

  private final ActorContext<SagaMessage> actor;
  private final SagaId id;
  private final Dependencies dependencies;
  private final SagaErrands errands;
  private final SagaTrail trail;
  private final Consumer<ActorRef<SagaMessage>> passivate;
  private Optional<ActorRef<SagaReply>> waiting = Optional.empty();
  private SubjectKey key;

  /**
   * What an entity works with.
   *
   * @param kept how long a saga that has ended can be read
   */
  public record Dependencies(
      Map<String, SagaPlan> plans,
      Sessions sessions,
      StepCaller caller,
      CommandEncoder encoder,
      SagaCodec codec,
      Locks locks,
      SubjectKeys keys,
      Duration kept,
      Clock clock) {
    public Dependencies {
      plans = Map.copyOf(plans);
    }
  }

  private SagaEntity(
      ActorContext<SagaMessage> actor,
      TimerScheduler<SagaMessage> timers,
      SagaId id,
      Dependencies dependencies,
      Consumer<ActorRef<SagaMessage>> passivate,
      SubjectKey key,
      long began) {
    super(PersistenceId.ofUniqueId(id.persistenceId()));
    this.actor = actor;
    this.id = id;
    this.dependencies = dependencies;
    this.passivate = passivate;
    this.key = key;
    this.trail = new SagaTrail(Telemetry.get(Adapter.toClassic(actor.getSystem())), id, began);
    this.errands = new SagaErrands(actor, timers, id, dependencies, trail);
  }

  /** Calls {@code passivate} with itself when its shard is to stop it, since it is of no use. */
  static Behavior<SagaMessage> create(
      SagaId id, Dependencies dependencies, Consumer<ActorRef<SagaMessage>> passivate) {
    var codec = dependencies.codec();
    long began = System.nanoTime();
    return KeyedStart.create(
        () -> dependencies.locks().of(id.persistenceId(), first -> codec.subject(id, first)),
        SagaMessage.Unlocked::new,
        lock ->
            Behaviors.setup(
                actor ->
                    Behaviors.withTimers(
                        timers ->
                            new SagaEntity(
                                actor, timers, id, dependencies, passivate, lock.key(), began))),
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
        .onSignal(
            RecoveryCompleted.instance(),
            state -> {
              trail.recovered(state);
              goOn(state);
            })
        .onSignal(PostStop.instance(), _ -> trail.stopped())
        .onSignal(JournalPersistFailed.class, (_, failed) -> onFailure(failed.failure()))
        .onSignal(JournalPersistRejected.class, (_, failed) -> onFailure(failed.failure()))
        .build();
  }

  private void onFailure(Throwable failure) {
    trail.failed(failure);
    waiting.ifPresent(who -> who.tell(SagaReply.UNAVAILABLE));
    waiting = Optional.empty();
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> onMessage(SagaState state, SagaMessage message) {
    return switch (message) {
      case SagaMessage.Execute execute -> execute(state, execute);
      case SagaMessage.Show(var to) -> Effect().reply(to, errands.view(state));
      case SagaMessage.Reported(var report, var reply) ->
          errands.isRecorded(reply)
              ? byItself(state, new SagaCommand.AcknowledgeReport(report))
              : Effect().noReply();
      case SagaMessage.Called(var answer, var attempt) ->
          byItself(state, new SagaCommand.Answer(answer, attempt));
      case SagaMessage.Obtained(var obtained, var start) -> obtained(state, obtained, start);
      case SagaMessage.Unlocked _ -> Effect().noReply();
      case SagaMessage.Wake.REPORT -> {
        goOn(state);
        yield Effect().noReply();
      }
      case SagaMessage.Wake.DUE -> due(state);
    };
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> execute(
      SagaState state, SagaMessage.Execute execute) {
    if (!execute.saga().equals(id.entityId())) {
      actor.getLog().error("a command for another saga was delivered here and refused");
      return Effect().reply(execute.replyTo(), SagaReply.UNAVAILABLE);
    }
    var command = execute.command();
    if (key == SubjectKey.Absent.ERASED) {
      // whatever comes for an erased subject, nothing but the end may be recorded any more
      return record(state, SagaRules.endErased(state, now()), execute);
    }
    if (state.life() == SagaState.Life.NONE
        && command instanceof SagaCommand.Start start
        && !(key instanceof SubjectKey.Present)) {
      errands.obtainKey(start, execute);
      return Effect().noReply();
    }
    var name = command instanceof SagaCommand.Start start ? start.type() : state.type();
    var plan = dependencies.plans().get(name);
    if (plan == null) {
      // a release which does not know the saga's type can still end it
      return command == SagaCommand.Cancel.CANCEL
          ? record(state, SagaRules.endErased(state, now()), execute)
          : Effect().reply(execute.replyTo(), withoutPlan(name));
    }
    return record(state, SagaRules.decide(state, command, plan, now()), execute);
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> obtained(
      SagaState state, Optional<SubjectKey> obtained, SagaMessage.Execute start) {
    if (obtained.isEmpty()) {
      return Effect().reply(start.replyTo(), SagaReply.UNAVAILABLE);
    }
    key = obtained.get();
    return execute(state, start);
  }

  /** Records what a command led to, and answers it then. */
  private ReplyEffect<Entry<SagaEvent>, SagaState> record(
      SagaState state, List<SagaEvent> events, SagaMessage.Execute execute) {
    var command = execute.command();
    if (events.isEmpty()) {
      if (command == SagaCommand.Cancel.CANCEL && state.life() != SagaState.Life.COMPENSATING) {
        key = SubjectKey.Absent.ERASED;
      }
      goOn(state);
      return Effect().reply(execute.replyTo(), SagaReply.to(command, state));
    }
    waiting = Optional.of(execute.replyTo());
    return Effect()
        .persist(entries(state, events))
        .thenRun((SagaState after) -> recorded(after, events))
        .thenReply(execute.replyTo(), after -> SagaReply.to(command, after));
  }

  /** Records what nobody waits for. */
  private ReplyEffect<Entry<SagaEvent>, SagaState> byItself(SagaState state, SagaCommand command) {
    var plan = dependencies.plans().get(state.type());
    var events =
        plan == null || key == SubjectKey.Absent.ERASED
            ? List.<SagaEvent>of()
            : SagaRules.decide(state, command, plan, now());
    if (events.isEmpty()) {
      return Effect().noReply();
    }
    return Effect()
        .persist(entries(state, events))
        .thenRun((SagaState after) -> recorded(after, events))
        .thenNoReply();
  }

  private ReplyEffect<Entry<SagaEvent>, SagaState> due(SagaState state) {
    var now = now();
    return state.dues().entrySet().stream()
        .filter(due -> !now.isBefore(due.getValue()))
        .min(Map.Entry.comparingByValue())
        .map(due -> byItself(state, new SagaCommand.PassDeadline(due.getKey())))
        .orElseGet(
            () -> {
              goOn(state);
              return Effect().noReply();
            });
  }

  /**
   * A saga whose type this release does not know waits for one that does: its deadlines and answers
   * must stay where they are.
   */
  private SagaReply withoutPlan(String name) {
    if (name.isEmpty()) {
      // however many such answers come, none of them leaves an entity in memory
      passivate.accept(actor.getSelf());
      return SagaReply.UNKNOWN_SAGA;
    }
    actor.getLog().error("this release has no saga type of this name, the saga waits: {}", name);
    return SagaReply.UNAVAILABLE;
  }

  private List<Entry<SagaEvent>> entries(SagaState state, List<SagaEvent> events) {
    var after = SagaRules.fold(state, events);
    trail.persisting(after);
    return Entry.batch(
        events,
        SagaSideData.of(state, after, events, dependencies.encoder(), key, dependencies.kept()));
  }

  private void recorded(SagaState after, List<SagaEvent> events) {
    waiting = Optional.empty();
    trail.recorded(after, events);
    if (after.life() == SagaState.Life.ENDED && after.reason().equals(SagaRules.ERASED)) {
      // one that ended because its subject is being erased must not hold the key any longer
      key = SubjectKey.Absent.ERASED;
      return;
    }
    errands.call(after, events);
    goOn(after);
  }

  private void goOn(SagaState state) {
    if (key != SubjectKey.Absent.ERASED) {
      errands.goOn(state);
    }
  }

  /** To the millisecond, as it is stored. */
  private Instant now() {
    return Instant.now(dependencies.clock()).truncatedTo(ChronoUnit.MILLIS);
  }
}
