package switchboard.saga;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.privacy.Subject;

/**
 * A saga as its events have made it.
 *
 * @param asked the steps that were asked, in order
 * @param answers what was answered, in order
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
    List<String> asked,
    List<StepAnswer> answers,
    long reports,
    List<Report> unacknowledged) {
  /** The life of a saga. */
  public enum Life {
    NONE,
    RUNNING,
    /** Ended partially; late answers are still welcome. */
    PARTIALLY_COMPLETED,
    ENDED
  }

  /** A report to the session. */
  public record Report(long report, SagaReport content) {}

  public SagaState {
    input = Map.copyOf(input);
    asked = List.copyOf(asked);
    answers = List.copyOf(answers);
    unacknowledged = List.copyOf(unacknowledged);
  }

  public static SagaState none(SagaId id) {
    return new SagaState(
        id, Life.NONE, "", "", Map.of(), Instant.EPOCH, List.of(), List.of(), 0, List.of());
  }

  boolean isOpen() {
    return life == Life.RUNNING || life == Life.PARTIALLY_COMPLETED;
  }

  boolean awaits(String step) {
    return asked.contains(step) && answers.stream().noneMatch(answer -> answer.step().equals(step));
  }

  /** Whom it is for. */
  Subject whom() {
    return new Subject(id.session().tenant(), subject);
  }

  /** What an event makes of a saga. */
  SagaState apply(SagaEvent event) {
    return switch (event) {
      case SagaEvent.Started(var startedType, var whose, var startedInput, var due, _) ->
          new SagaState(
              id,
              Life.RUNNING,
              startedType,
              whose,
              startedInput,
              due,
              asked,
              answers,
              0,
              List.of());
      case SagaEvent.StepAsked(var ask, _) ->
          with(life, plus(asked, ask.step()), answers, reports, unacknowledged);
      case SagaEvent.StepAnswered(var answer, _) ->
          with(life, asked, plus(answers, answer), reports, unacknowledged);
      case SagaEvent.ReportQueued(var report, var content, _) ->
          with(life, asked, answers, report, plus(unacknowledged, new Report(report, content)));
      case SagaEvent.ReportAcknowledged(var report, _) ->
          with(life, asked, answers, reports, after(report));
      case SagaEvent.Ended(var outcome, var reason, _) ->
          with(
              outcome == SagaOutcome.PARTIALLY_COMPLETED && life == Life.RUNNING
                  ? Life.PARTIALLY_COMPLETED
                  : Life.ENDED,
              asked,
              answers,
              reports,
              reason.equals(SagaRules.ERASED) ? List.of() : unacknowledged);
    };
  }

  private List<Report> after(long report) {
    return unacknowledged.stream().filter(queued -> queued.report() > report).toList();
  }

  private SagaState with(
      Life nowLife,
      List<String> nowAsked,
      List<StepAnswer> nowAnswers,
      long nowReports,
      List<Report> nowUnacknowledged) {
    return new SagaState(
        id,
        nowLife,
        type,
        subject,
        input,
        deadline,
        nowAsked,
        nowAnswers,
        nowReports,
        nowUnacknowledged);
  }

  private static <T> List<T> plus(List<T> list, T last) {
    var longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
