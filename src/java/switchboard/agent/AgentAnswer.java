package switchboard.agent;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Goal;

/**
 * What an agent answers; all of it commits together.
 *
 * @param text what to say; empty to say nothing
 * @param interim whether more will follow on the same matter
 * @param goals the goals as they are now, if they changed
 * @param sagas work to start on internal systems
 */
public record AgentAnswer(
    Optional<String> text, boolean interim, Optional<Goals> goals, List<SagaStart> sagas) {
  /** Says and changes nothing. */
  public static final AgentAnswer NOTHING =
      new AgentAnswer(Optional.empty(), false, Optional.empty(), List.of());

  public AgentAnswer {
    sagas = List.copyOf(sagas);
  }

  /** Says something and changes nothing. */
  public static AgentAnswer say(String text) {
    return new AgentAnswer(Optional.of(text), false, Optional.empty(), List.of());
  }

  public AgentAnswer with(Goals changed) {
    return new AgentAnswer(text, interim, Optional.of(changed), sagas);
  }

  public AgentAnswer starting(SagaStart saga) {
    return new AgentAnswer(text, interim, goals, List.of(saga));
  }

  public AgentAnswer asInterim() {
    return new AgentAnswer(text, true, goals, sagas);
  }

  /** The goal at hand and those put aside, the last one first. */
  public record Goals(Goal goal, List<Goal> suspended) {
    public Goals {
      requireNonNull(goal, "goals without the one at hand");
      suspended = List.copyOf(suspended);
    }
  }

  /**
   * Work to start.
   *
   * @param type the saga type's name
   * @param input what it works on
   * @param within by when it shall end, from now on
   */
  public record SagaStart(String type, Map<String, String> input, Duration within) {
    public SagaStart {
      requireNonNull(type, "a saga without a type");
      requireNonNull(within, "a saga without a time");
      input = Map.copyOf(input);
    }
  }
}
