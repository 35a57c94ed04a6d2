package switchboard.saga;

import java.time.Instant;
import java.util.List;
import switchboard.saga.SagaState.Life;

/**
 * A saga as an operator sees it: nothing of it is classified.
 *
 * @param state RUNNING, COMPENSATING, PARKED, or how it ended; NONE if there is none
 */
public record SagaView(
    String type, String state, String reason, Instant deadline, List<StepView> steps) {
  public SagaView {
    steps = List.copyOf(steps);
  }

  /**
   * One step or compensation.
   *
   * @param due when the attempt is given up or repeated
   */
  public record StepView(String name, StepState state, int attempt, Instant due, String reason) {}

  /** Where a step stands. */
  public enum StepState {
    ASKED,
    PAUSED,
    DONE,
    FAILED
  }

  static SagaView of(SagaState saga) {
    var state =
        saga.life() == Life.ENDED
            ? saga.outcome().map(Enum::name).orElse(Life.ENDED.name())
            : saga.life().name();
    return new SagaView(
        saga.type(),
        state,
        saga.reason(),
        saga.deadline(),
        saga.runs().stream().map(SagaView::of).toList());
  }

  private static StepView of(StepRun run) {
    var state =
        switch (run.phase()) {
          case ASKED -> StepState.ASKED;
          case PAUSED -> StepState.PAUSED;
          case ENDED -> run.isDone() ? StepState.DONE : StepState.FAILED;
        };
    return new StepView(run.step(), state, run.attempt(), run.due(), run.reason());
  }
}
