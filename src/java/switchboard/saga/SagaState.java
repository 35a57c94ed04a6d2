package switchboard.saga;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.privacy.Subject;

/**
 * A saga as its events have made it.
 *
 * @param runs the steps that were asked, and the compensations, in the order of their first attempt
 * @param reason why it ended as it did, or is being taken back; empty if there is none
 * @param reports how many reports were queued so far
 * @param unacknowledged the reports that the session has not recorded yet, in order
 */
public record SagaState(
    SagaId id,
    Life life,
    String type,
    String subject,
    Map<String, String> input,
    Instant deadline,
    Optional<String> traceparent,
    List<StepRun> runs,
    Optional<SagaOutcome> outcome,
    String reason,
    long reports,
    List<Report> unacknowledged) {
  /** The life of a saga. */
  public enum Life {
    NONE,
    RUNNING,
    /** Ended partially; late answers are still welcome. */
    PARTIALLY_COMPLETED,
    /** What was done is being taken back. */
    COMPENSATING,
    /** Something could not be taken back: it waits for an operator. */
    PARKED,
    ENDED
  }

  /** A report to the session. */
  public record Report(long report, SagaReport content) {}

  public SagaState {
    input = Map.copyOf(input);
    runs = List.copyOf(runs);
    unacknowledged = List.copyOf(unacknowledged);
  }

  public static SagaState none(SagaId id) {
    return new SagaState(
        id,
        Life.NONE,
        "",
        "",
        Map.of(),
        Instant.EPOCH,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        "",
        0,
        List.of());
  }

  /** Whether steps are being taken. */
  boolean isOpen() {
    return life == Life.RUNNING || life == Life.PARTIALLY_COMPLETED;
  }

  /** The durable deadlines that it waits for, and when each is due. */
  Map<String, Instant> dues() {
    var dues = new HashMap<String, Instant>();
    boolean back = life == Life.COMPENSATING;
    if (life == Life.RUNNING) {
      dues.put(SagaRules.DEADLINE, deadline);
    }
    if (isOpen() || back) {
      runs.stream()
          .filter(run -> run.isOpen() && run.step().endsWith(Step.UNDO) == back)
          .forEach(run -> dues.put(SagaRules.STEP + run.step(), run.due()));
    }
    return dues;
  }

  /** Whether a durable deadline of this name still means something. */
  boolean awaits(String name) {
    if (name.equals(SagaRules.REPORT)) {
      return !unacknowledged.isEmpty();
    }
    return name.equals(SagaRules.GIVE_UP)
        ? life == Life.PARTIALLY_COMPLETED
        : dues().containsKey(name);
  }

  Optional<StepRun> run(String step) {
    return runs.stream().filter(run -> run.step().equals(step)).findFirst();
  }

  /** What its steps know. */
  Known known() {
    var answers = runs.stream().flatMap(run -> run.answer().stream()).toList();
    return new Known(input, subject, answers);
  }

  /** Whom it is for. */
  public Subject whom() {
    return new Subject(id.session().tenant(), subject);
  }

  /** What an event makes of a saga. */
  SagaState apply(SagaEvent event) {
    return switch (event) {
      case SagaEvent.Started started -> started(started);
      case SagaEvent.StepAsked(var ask, var attempt, var due, _) ->
          with(StepRun.asked(ask.step(), attempt, due, run(ask.step())));
      case SagaEvent.StepPaused(var step, var why, var until, _) ->
          run(step).map(run -> with(run.paused(why, until))).orElse(this);
      case SagaEvent.StepAnswered(var answer, _) ->
          run(answer.step()).map(run -> with(run.ended(answer))).orElse(this);
      case SagaEvent.CompensationBegun(_, var why, _) ->
          with(Life.COMPENSATING, Optional.empty(), why);
      case SagaEvent.ReportQueued(var report, var content, _) ->
          with(report, plus(unacknowledged, new Report(report, content)));
      case SagaEvent.ReportAcknowledged(var report, _) -> with(reports, after(report));
      case SagaEvent.Ended ended -> ended(ended);
      case SagaEvent.Redriven _ -> with(Life.COMPENSATING, Optional.empty(), reason);
    };
  }

  private SagaState started(SagaEvent.Started started) {
    return new SagaState(
        id,
        Life.RUNNING,
        started.type(),
        started.subject(),
        started.input(),
        started.deadline(),
        started.traceparent(),
        List.of(),
        Optional.empty(),
        "",
        0,
        List.of());
  }

  private SagaState ended(SagaEvent.Ended ended) {
    var then =
        switch (ended.outcome()) {
          case PARTIALLY_COMPLETED -> life == Life.RUNNING ? Life.PARTIALLY_COMPLETED : Life.ENDED;
          case PARKED -> Life.PARKED;
          case COMPLETED, FAILED, COMPENSATED -> Life.ENDED;
        };
    // why it is taken back says more than that it could not be
    var why = life == Life.COMPENSATING ? reason : ended.reason();
    var after = with(then, Optional.of(ended.outcome()), why);
    return ended.reason().equals(SagaRules.ERASED) ? after.with(reports, List.of()) : after;
  }

  private List<Report> after(long report) {
    return unacknowledged.stream().filter(queued -> queued.report() > report).toList();
  }

  private SagaState with(StepRun changed) {
    var now = new ArrayList<>(runs);
    int at = 0;
    while (at < now.size() && !now.get(at).step().equals(changed.step())) {
      at++;
    }
    if (at < now.size()) {
      now.set(at, changed);
    } else {
      now.add(changed);
    }
    return with(life, now, outcome, reason, reports, unacknowledged);
  }

  private SagaState with(Life nowLife, Optional<SagaOutcome> how, String why) {
    return with(nowLife, runs, how, why, reports, unacknowledged);
  }

  private SagaState with(long nowReports, List<Report> nowUnacknowledged) {
    return with(life, runs, outcome, reason, nowReports, nowUnacknowledged);
  }

  private SagaState with(
      Life nowLife,
      List<StepRun> nowRuns,
      Optional<SagaOutcome> how,
      String why,
      long nowReports,
      List<Report> nowUnacknowledged) {
    return new SagaState(
        id,
        nowLife,
        type,
        subject,
        input,
        deadline,
        traceparent,
        nowRuns,
        how,
        why,
        nowReports,
        nowUnacknowledged);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
