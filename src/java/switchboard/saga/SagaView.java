package switchboard.saga;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.saga.SagaState.Life;

/**
 * A saga as an operator sees it: nothing of it is classified.
 *
 * @param state RUNNING, COMPENSATING, PARKED, or how it ended; NONE if there is none
 * @param takesBackAtDeadline whether it takes back what it did when its deadline passes; else it
 *     tells what it knows then
 */
public record SagaView(
    String type,
    String state,
    String reason,
    Instant deadline,
    boolean takesBackAtDeadline,
    List<StepView> steps) {
  public SagaView {
    steps = List.copyOf(steps);
  }

  /**
   * One step or compensation.
   *
   * @param due when the attempt is given up or repeated
   * @param asks the service that it asks, or {@value StepAnswer#USER}; empty if this release does
   *     not know
   * @param attempts how often it is tried at most; 0 if this release does not know
   * @param asked when the attempt was made; that of a pause is not known
   */
  public record StepView(
      String name,
      StepState state,
      int attempt,
      Instant due,
      String reason,
      String asks,
      int attempts,
      Optional<Instant> asked) {
    public StepView {
      // an earlier release does not say
      asks = asks == null ? "" : asks;
      asked = asked == null ? Optional.empty() : asked;
    }
  }

  /** Where a step stands. */
  public enum StepState {
    ASKED,
    PAUSED,
    DONE,
    FAILED
  }

  static SagaView of(SagaState saga, Map<String, SagaPlan> plans) {
    var plan = Optional.ofNullable(plans.get(saga.type()));
    var state =
        saga.life() == Life.ENDED
            ? saga.outcome().map(Enum::name).orElse(Life.ENDED.name())
            : saga.life().name();
    return new SagaView(
        saga.type(),
        state,
        saga.reason(),
        saga.deadline(),
        plan.filter(it -> it.atDeadline() == SagaPlan.AtDeadline.TAKE_BACK).isPresent(),
        saga.runs().stream().map(run -> of(run, plan)).toList());
  }

  private static StepView of(StepRun run, Optional<SagaPlan> plan) {
    var state =
        switch (run.phase()) {
          case ASKED -> StepState.ASKED;
          case PAUSED -> StepState.PAUSED;
          case ENDED -> run.isDone() ? StepState.DONE : StepState.FAILED;
        };
    var repeat = plan.flatMap(it -> it.repeat(run.step()));
    return new StepView(
        run.step(),
        state,
        run.attempt(),
        run.due(),
        run.reason(),
        plan.map(it -> ServiceTalks.asked(it, run.step())).orElse(""),
        repeat.map(Step.Repeat::attempts).orElse(0),
        repeat
            .filter(_ -> state == StepState.ASKED)
            .map(it -> run.due().minus(it.within(run.attempt()))));
  }
}
