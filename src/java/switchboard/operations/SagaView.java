package switchboard.operations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an operator sees of a saga. No input, no fact and no text: there is no place for them here.
 *
 * @param type such as {@code order_status}
 * @param reason an upper-snake word; empty where there is nothing to explain
 * @param deadline when it must have ended or says what it has
 * @param takesBack whether it takes back what it did at its deadline; else it tells what it knows
 * @param steps its steps and compensations that were begun, in their order
 */
public record SagaView(
    SagaName name,
    String type,
    State state,
    String reason,
    Optional<Instant> deadline,
    boolean takesBack,
    List<Step> steps) {
  /** What a saga is at; operations_service.proto says what each means. */
  public enum State {
    RUNNING,
    COMPENSATING,
    COMPLETED,
    PARTIALLY_COMPLETED,
    FAILED,
    COMPENSATED,
    PARKED
  }

  /** What a step is at; operations_service.proto says what each means. */
  public enum StepState {
    ASKED,
    WAITING,
    DONE,
    FAILED,
    UNDONE
  }

  /**
   * A step, or the compensation of one.
   *
   * @param name that of a compensation ends in {@code .undo}
   * @param attempt how often it was tried, this time included
   * @param due when it is tried again or given up
   * @param reason an upper-snake word; empty where there is nothing to explain
   * @param asks whom
   */
  public record Step(
      String name, StepState state, int attempt, Optional<Instant> due, String reason, Asks asks) {}

  /**
   * Whom a step asks.
   *
   * @param service its name, or {@value #USER}; empty if that is unknown
   * @param attempts how often at most; 0 if that is unknown
   * @param at when, if it waits for the answer
   */
  public record Asks(String service, int attempts, Optional<Instant> at) {
    /** Who decides. */
    public static final String USER = "user";

    /** Nothing is known of it. */
    public static final Asks UNKNOWN = new Asks("", 0, Optional.empty());
  }

  public SagaView {
    steps = List.copyOf(steps);
  }
}
