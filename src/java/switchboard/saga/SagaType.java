package switchboard.saga;

import java.util.List;
import java.util.Map;
import switchboard.context.Fact;
import switchboard.context.SagaOutcome;

/** One kind of saga: which service is asked what, and what the answers mean. Pure. */
public interface SagaType {
  /** The name that agents start it by. */
  String name();

  /**
   * What to do next, given the answers so far. Asking for a step that was asked changes nothing.
   */
  Move next(Map<String, String> input, List<StepAnswer> answers);

  /** What is known by the answers so far. */
  List<Fact> facts(Map<String, String> input, List<StepAnswer> answers);

  /** What to do next. */
  sealed interface Move {
    /**
     * Ask a service.
     *
     * @param step the step's name, unique within the saga
     * @param topic where the command goes
     * @param type the command's type
     * @param key the record's key: what stays ordered shares it
     * @param body what the service needs to know, and no more
     */
    record Ask(String step, String topic, String type, String key, Map<String, String> body)
        implements Move {
      public Ask {
        body = Map.copyOf(body);
      }
    }

    /**
     * End. {@code reason} is an upper-snake word where the outcome is not COMPLETED, else empty.
     */
    record End(SagaOutcome outcome, String reason) implements Move {}
  }
}
