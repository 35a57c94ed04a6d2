package switchboard.agent;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.context.Goal;

/**
 * What an agent answers; all of it commits together.
 *
 * @param text what to say; empty to say nothing
 * @param interim whether more will follow on the same matter
 * @param goals the goals as they are now, if they changed
 * @param sagas work to start on internal systems
 * @param decisions what the user decided, for the sagas that asked; one that fits no open question
 *     of the session is left out
 * @param profile what to keep of the subject beyond this session, by name; it reaches the profile a
 *     moment later
 * @param takenBack sagas of the session, by id, to be cancelled: what they did is taken back as far
 *     as that goes; one that is not pending is left out
 */
public record AgentAnswer(
    Optional<String> text,
    boolean interim,
    Optional<Goals> goals,
    List<SagaStart> sagas,
    List<Decision> decisions,
    Map<String, String> profile,
    List<String> takenBack) {
  /** Says and changes nothing. */
  public static final AgentAnswer NOTHING =
      new AgentAnswer(Optional.empty(), false, Optional.empty(), List.of(), List.of(), Map.of());

  public AgentAnswer {
    sagas = List.copyOf(sagas);
    decisions = List.copyOf(decisions);
    profile = Map.copyOf(profile);
    takenBack = List.copyOf(takenBack);
  }

  /** Takes nothing back. */
  public AgentAnswer(
      Optional<String> text,
      boolean interim,
      Optional<Goals> goals,
      List<SagaStart> sagas,
      List<Decision> decisions,
      Map<String, String> profile) {
    this(text, interim, goals, sagas, decisions, profile, List.of());
  }

  /** Says something and changes nothing. */
  public static AgentAnswer say(String text) {
    return new AgentAnswer(
        Optional.of(text), false, Optional.empty(), List.of(), List.of(), Map.of());
  }

  public AgentAnswer with(Goals changed) {
    return new AgentAnswer(
        text, interim, Optional.of(changed), sagas, decisions, profile, takenBack);
  }

  public AgentAnswer starting(SagaStart saga) {
    return new AgentAnswer(text, interim, goals, List.of(saga), decisions, profile, takenBack);
  }

  public AgentAnswer deciding(Decision decision) {
    return new AgentAnswer(text, interim, goals, sagas, List.of(decision), profile, takenBack);
  }

  public AgentAnswer asInterim() {
    return new AgentAnswer(text, true, goals, sagas, decisions, profile, takenBack);
  }

  public AgentAnswer takingBack(String saga) {
    return new AgentAnswer(text, interim, goals, sagas, decisions, profile, List.of(saga));
  }

  public AgentAnswer keeping(String name, String value) {
    return new AgentAnswer(text, interim, goals, sagas, decisions, Map.of(name, value), takenBack);
  }

  /** The goal at hand and those put aside, the last one first. */
  public record Goals(Goal goal, List<Goal> suspended) {
    public Goals {
      requireNonNull(goal, "goals without the one at hand");
      suspended = List.copyOf(suspended);
    }

    /** Turns to a new goal; the one at hand is put aside unless it is done with. */
    public static Goals begin(Goal goal, Context context) {
      var aside = new ArrayList<>(context.suspended());
      context.goal().filter(Goals::isOpen).ifPresent(aside::addFirst);
      return new Goals(goal, aside);
    }

    /** Goes back to the goal put aside last, if there is one; the one at hand is done with. */
    public Goals resume() {
      return suspended.isEmpty()
          ? this
          : new Goals(suspended.getFirst(), suspended.subList(1, suspended.size()));
    }

    /** Gives up the goal at hand and goes back to the one put aside last, if there is one. */
    public Goals abandon() {
      return new Goals(goal.with(Goal.Status.ABANDONED), suspended).resume();
    }

    private static boolean isOpen(Goal goal) {
      return switch (goal.status()) {
        case AWAITING_USER, AWAITING_SYSTEM -> true;
        case ACHIEVED, ABANDONED -> false;
      };
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

  /**
   * What the user decided.
   *
   * @param saga id of the saga that asked
   * @param step the step that waits for it
   * @param choice one of the question's options
   */
  public record Decision(String saga, String step, String choice) {
    public Decision {
      requireNonNull(saga, "a decision without a saga");
      requireNonNull(step, "a decision without a step");
      requireNonNull(choice, "a decision without a choice");
    }
  }
}
