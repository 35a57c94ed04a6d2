package switchboard.saga;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;

/** A decision while it is made: the events so far, and the saga as they make it. */
final class Unfolding {
  private final SagaPlan plan;
  private final Instant now;
  private final List<SagaEvent> events = new ArrayList<>();
  private SagaState state;

  Unfolding(SagaState state, SagaPlan plan, Instant now) {
    this.state = state;
    this.plan = plan;
    this.now = now;
  }

  SagaPlan plan() {
    return plan;
  }

  Instant now() {
    return now;
  }

  SagaState state() {
    return state;
  }

  List<SagaEvent> events() {
    return List.copyOf(events);
  }

  void add(SagaEvent event) {
    events.add(event);
    state = state.apply(event);
  }

  /** Makes the next attempt of a step or a compensation. */
  void ask(Ask ask, Step.Repeat repeat) {
    int attempt = state.run(ask.step()).map(StepRun::attempt).orElse(0) + 1;
    add(new SagaEvent.StepAsked(ask, attempt, now.plus(repeat.within(attempt)), now));
  }

  /** The session is told, unless the subject is being erased: nobody is, then. */
  void tell(SagaReport content) {
    if (!state.reason().equals(SagaRules.ERASED)) {
      add(new SagaEvent.ReportQueued(state.reports() + 1, content, now));
    }
  }

  void end(SagaOutcome outcome, String reason) {
    add(new SagaEvent.Ended(outcome, reason, now));
    tell(new SagaReport.Ended(outcome, SagaSteps.facts(plan, state), state.reason()));
  }
}
