package switchboard.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.context.Context;
import switchboard.context.Goal;
import switchboard.context.Goal.Status;
import switchboard.context.PendingSaga;
import switchboard.context.Slot;

/**
 * What a partner is after: one goal for each thing asked for, named like the saga that does it. A
 * new one puts the one at hand aside; it is gone back to when the new one is done with.
 */
final class DeliveryGoals {
  static final String ORDER_SLOT = "order_id";
  static final String PROBLEM_SLOT = "problem";

  private DeliveryGoals() {}

  /** A goal, with what the user said of it in the message of this sequence. */
  static Goal goal(String intent, Status status, Map<String, String> slots, long sequence) {
    var said = new LinkedHashMap<String, Slot>();
    slots.forEach((name, value) -> said.put(name, new Slot(value, 1.0, sequence)));
    return new Goal(intent, status, said);
  }

  /** Turns to a goal. A question for what it lacked is not put aside by its answer. */
  static Goals turnTo(Goal goal, Context context) {
    var aside = without(goal, context.suspended());
    var atHand =
        context
            .goal()
            .filter(it -> !isSame(it, goal))
            .filter(it -> !(lacksOrder(it) && (it.intent().equals(goal.intent()) || names(goal))));
    return Goals.begin(goal, context.with(atHand, aside, 0));
  }

  /** Turns to a goal that is achieved at once, and back. */
  static Goals achieve(Goal goal, Context context) {
    return turnTo(goal.with(Status.ACHIEVED), context).resume();
  }

  /**
   * The goals once the one of a saga has this status; empty if that changes nothing. One that is
   * done with is left, and the one put aside last gone back to.
   */
  static Optional<Goals> after(PendingSaga saga, Status status, Context context) {
    if (context.goal().isEmpty()) {
      return Optional.empty();
    }
    var atHand = context.goal().get();
    boolean done = isDone(status);
    if (isOf(saga, atHand)) {
      var now = new Goals(atHand.with(status), context.suspended());
      return changed(done ? now.resume() : now, context);
    }
    var aside =
        context.suspended().stream()
            .filter(goal -> !(done && isOf(saga, goal)))
            .map(goal -> isOf(saga, goal) ? goal.with(status) : goal)
            .toList();
    return changed(new Goals(atHand, aside), context);
  }

  /** The goal at hand is the saga's again, and what comes next is the system's. */
  static Optional<Goals> decided(PendingSaga saga, Context context) {
    var all = Stream.concat(context.goal().stream(), context.suspended().stream());
    return all.filter(goal -> isOf(saga, goal))
        .findFirst()
        .map(goal -> turnTo(goal.with(Status.AWAITING_SYSTEM), context));
  }

  /** Whether a goal waits for the user to name an order. */
  static boolean lacksOrder(Goal goal) {
    return goal.status() == Status.AWAITING_USER
        && !goal.intent().equals(PayoutStatusSaga.NAME)
        && !names(goal);
  }

  static Optional<String> order(Goal goal) {
    return Optional.ofNullable(goal.slots().get(ORDER_SLOT)).map(Slot::value);
  }

  /** Whether this is what the saga was started for. */
  static boolean isOf(PendingSaga saga, Goal goal) {
    return goal.intent().equals(saga.type())
        && order(goal).equals(Optional.ofNullable(saga.input().get(OrderStatusSaga.ORDER_ID)));
  }

  private static boolean names(Goal goal) {
    return goal.slots().containsKey(ORDER_SLOT);
  }

  private static List<Goal> without(Goal goal, List<Goal> goals) {
    return goals.stream().filter(each -> !isSame(each, goal)).toList();
  }

  private static boolean isSame(Goal one, Goal other) {
    return one.intent().equals(other.intent()) && order(one).equals(order(other));
  }

  private static boolean isDone(Status status) {
    return switch (status) {
      case ACHIEVED, ABANDONED -> true;
      case AWAITING_USER, AWAITING_SYSTEM -> false;
    };
  }

  /** These goals; empty if they are the context's own. */
  static Optional<Goals> changed(Goals after, Context context) {
    var same =
        context.goal().equals(Optional.of(after.goal()))
            && context.suspended().equals(after.suspended());
    return same ? Optional.empty() : Optional.of(after);
  }
}
