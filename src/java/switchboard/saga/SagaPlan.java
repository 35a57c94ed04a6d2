package switchboard.saga;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of saga, declared: its input, its steps, and what happens when its time is up. Sagas that
 * run go on with the plan that their node has: a change of steps that a running saga could not
 * follow gets a new type.
 *
 * @param type the name that agents start it by
 * @param input what it must be started with
 * @param steps in the order in which they are looked at
 */
public record SagaPlan(String type, Set<String> input, AtDeadline atDeadline, List<Step> steps) {
  /** What happens to a saga that has not ended by its deadline. */
  public enum AtDeadline {
    /** The session is told what is known; answers that come late are told then. */
    TELL_WHAT_IS_KNOWN,
    /** What was done is taken back. */
    TAKE_BACK
  }

  /**
   * Checks that the plan can be followed.
   *
   * @throws IllegalArgumentException if a step has the name of another, comes after one that is not
   *     before it, needs an input that is not named, or is taken back with what may be missing then
   */
  public SagaPlan {
    input = Set.copyOf(input);
    steps = List.copyOf(steps);
    var before = new HashSet<String>();
    for (var step : steps) {
      require(before.containsAll(step.after()), type, step, "comes after a step not before it");
      require(input.containsAll(step.inputs()), type, step, "needs an input that is not declared");
      require(step.canBeTakenBack(), type, step, "is taken back with what it was not asked with");
      require(before.add(step.name()), type, step, "has the name of another one");
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("saga type " + type + " has no steps");
    }
  }

  /** A plan without steps yet. */
  public static Builder named(String type) {
    return new Builder(type);
  }

  private static void require(boolean holds, String type, Step step, String what) {
    if (!holds) {
      throw new IllegalArgumentException(
          "step %s of saga type %s %s".formatted(step.name(), type, what));
    }
  }

  Optional<Step> step(String name) {
    return steps.stream().filter(step -> step.name().equals(name)).findFirst();
  }

  /** The step that this takes back, if it is the name of a compensation. */
  Optional<Step> undoneBy(String name) {
    return name.endsWith(Step.UNDO)
        ? step(name.substring(0, name.length() - Step.UNDO.length()))
        : Optional.empty();
  }

  /** How a step, or what takes one back, is repeated. */
  Optional<Step.Repeat> repeat(String name) {
    return undoneBy(name)
        .flatMap(Step::undo)
        .map(Step.Undo::repeat)
        .or(() -> step(name).map(Step::repeat));
  }

  /** Collects a plan. */
  public static final class Builder {
    private final String type;
    private final Set<String> input = new HashSet<>();
    private final List<Step> steps = new ArrayList<>();

    private Builder(String type) {
      this.type = type;
    }

    /** It must be started with these. */
    public Builder needing(String... names) {
      input.addAll(List.of(names));
      return this;
    }

    public Builder step(Step step) {
      steps.add(step);
      return this;
    }

    public SagaPlan atDeadline(AtDeadline then) {
      return new SagaPlan(type, input, then, steps);
    }
  }
}
