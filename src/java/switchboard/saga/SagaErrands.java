package switchboard.saga;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.privacy.Subject;
import switchboard.session.SessionCommand;
import switchboard.session.SessionReply;

/**
 * What a saga does beside recording: it tells its session, one report at a time and each until the
 * session has recorded it, calls services over HTTP, and wakes at its deadlines.
 */
final class SagaErrands {
  private static final Logger LOG = LoggerFactory.getLogger(SagaErrands.class);
  private static final Duration REPORT_WITHIN = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final ActorContext<SagaMessage> actor;
  private final TimerScheduler<SagaMessage> timers;
  private final SagaId id;
  private final SagaEntity.Dependencies dependencies;

  private final SagaTrail trail;
  private final ServiceTalks talks;

  /** The report on its way to the session; 0 for none. */
  private long underWay;

  SagaErrands(
      ActorContext<SagaMessage> actor,
      TimerScheduler<SagaMessage> timers,
      SagaId id,
      SagaEntity.Dependencies dependencies,
      SagaTrail trail) {
    this.actor = actor;
    this.timers = timers;
    this.id = id;
    this.dependencies = dependencies;
    this.trail = trail;
    this.talks = ServiceTalks.get(Adapter.toClassic(actor.getSystem()));
  }

  /** The saga as an operator sees it. */
  SagaView view(SagaState state) {
    return SagaView.of(state, dependencies.plans());
  }

  /** A saga's first event is sealed with its subject's key. */
  void obtainKey(SagaCommand.Start start, SagaMessage.Execute execute) {
    var subject = new Subject(id.session().tenant(), start.subject());
    actor.pipeToSelf(
        dependencies.keys().obtain(subject, Optional.empty()),
        (obtained, failure) -> {
          if (failure != null) {
            LOG.warn("the key for a saga could not be had: {}", failure.toString());
          }
          return new SagaMessage.Obtained(Optional.ofNullable(obtained), execute);
        });
  }

  /** Tells the session what it was not told, and wakes when the next deadline is due. */
  void goOn(SagaState state) {
    report(state);
    state.dues().values().stream()
        .min(Instant::compareTo)
        .ifPresent(
            due -> {
              var pause = Duration.between(dependencies.clock().instant(), due);
              timers.startSingleTimer(
                  SagaMessage.Wake.DUE, pause.isNegative() ? Duration.ZERO : pause.plusMillis(1));
            });
  }

  /**
   * Makes the calls that events ask for. One that is lost with this node is made again when its
   * attempt is given up.
   */
  void call(SagaState after, List<SagaEvent> events) {
    var plan = dependencies.plans().get(after.type());
    for (var event : events) {
      if (plan != null) {
        talks.note(event, plan);
      }
      if (event instanceof SagaEvent.StepAsked asked
          && asked.ask().target() instanceof Ask.Target.Service target) {
        call(after, asked, target);
      }
    }
  }

  private void call(SagaState after, SagaEvent.StepAsked asked, Ask.Target.Service target) {
    var step = asked.ask().step();
    var call =
        new StepCaller.Call(
            id,
            id.stepKey(step),
            step,
            target,
            asked.ask().body(),
            trail.within(after, asked),
            Duration.between(asked.time(), asked.due()));
    actor.pipeToSelf(
        dependencies.caller().call(call),
        (answer, failure) ->
            new SagaMessage.Called(
                failure == null ? answer : failed(step, target.service()), asked.attempt()));
  }

  private StepAnswer failed(String step, String service) {
    var now = dependencies.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    return new StepAnswer(step, false, "CONNECTION_FAILED", Map.of(), now, service);
  }

  /** Sends the first report that the session has not recorded, unless one is on its way. */
  private void report(SagaState state) {
    if (underWay != 0 || state.unacknowledged().isEmpty()) {
      return;
    }
    var next = state.unacknowledged().getFirst();
    underWay = next.report();
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

  /** Whether the session has it; if not, it is sent again after a pause. */
  boolean isRecorded(SessionReply reply) {
    underWay = 0;
    boolean recorded =
        reply instanceof SessionReply.Recorded
            // a session that is gone has nobody to tell
            || reply instanceof SessionReply.Rejected(var rejection)
                && (rejection == SessionReply.Rejection.Plain.NOT_FOUND
                    || rejection == SessionReply.Rejection.Plain.SUBJECT_ERASED);
    if (!recorded) {
      timers.startSingleTimer(SagaMessage.Wake.REPORT, PAUSE);
    }
    return recorded;
  }
}
