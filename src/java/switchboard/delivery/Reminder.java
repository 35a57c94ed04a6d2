package switchboard.delivery;

import java.util.Optional;
import switchboard.context.Context;
import switchboard.context.Goal;

/** What the user is asked again when the dialogue comes back to a goal that waits for it. */
final class Reminder {
  private Reminder() {}

  /** The question; empty if the goal waits for nothing that the user could say. */
  static Optional<String> of(Goal goal, Context context) {
    if (DeliveryGoals.lacksOrder(goal)) {
      return Optional.of("Back to what you asked before: which order is it?");
    }
    return context.pending().stream()
        .filter(saga -> saga.question().isPresent() && DeliveryGoals.isOf(saga, goal))
        .findFirst()
        .flatMap(_ -> DeliveryGoals.order(goal))
        .map(orderId -> "Back to order " + orderId + ": shall I put it on hold, or go on?");
  }
}
