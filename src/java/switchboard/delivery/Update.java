package switchboard.delivery;

import java.util.Optional;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.context.Context;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/**
 * What is said, and what becomes of the goals, when a saga tells of a step, a question, its end.
 */
final class Update {
  private Update() {}

  static AgentAnswer word(
      PendingSaga saga,
      SagaReport report,
      boolean movedOn,
      Context context,
      DeliverySettings settings) {
    var goals = DeliveryGoals.after(saga, status(report, saga), context);
    var text =
        words(saga, report, settings)
            .map(said -> lead(saga, movedOn, context) + said + comingBack(goals, report, context));
    var answer = text.map(AgentAnswer::say).orElse(AgentAnswer.NOTHING);
    var complete = goals.map(answer::with).orElse(answer);
    return text.isPresent() && !isEnd(report) ? complete.asInterim() : complete;
  }

  private static Optional<String> words(
      PendingSaga saga, SagaReport report, DeliverySettings settings) {
    var orderId = saga.input().getOrDefault(OrderStatusSaga.ORDER_ID, "");
    return switch (saga.type()) {
      case OrderStatusSaga.NAME -> OrderWords.of(orderId, report, saga);
      case MarkDeliveredSaga.NAME -> DeliveredWords.of(orderId, report);
      case ReportProblemSaga.NAME ->
          ProblemWords.of(orderId, saga, report, settings.decisionWithin());
      case PayoutStatusSaga.NAME -> PayoutWords.of(report, saga);
      default -> Optional.empty();
    };
  }

  /** Where the dialogue has gone on, the update says what it is about. */
  private static String lead(PendingSaga saga, boolean movedOn, Context context) {
    var orderId = saga.input().getOrDefault(OrderStatusSaga.ORDER_ID, "");
    return switch (saga.type()) {
      case String _ when !movedOn -> "";
      case OrderStatusSaga.NAME -> "About your question on " + orderId + ": ";
      case MarkDeliveredSaga.NAME -> "About your delivery of " + orderId + ": ";
      case PayoutStatusSaga.NAME -> "About your payout: ";
      // the user has spoken since, but to decide it
      case ReportProblemSaga.NAME ->
          context.goal().filter(goal -> DeliveryGoals.isOf(saga, goal)).isPresent()
              ? ""
              : "About the problem with " + orderId + ": ";
      default -> "";
    };
  }

  /** A goal that is gone back to and waits for the user is asked for again. */
  private static String comingBack(Optional<Goals> goals, SagaReport report, Context context) {
    return goals
        .filter(_ -> isEnd(report))
        .flatMap(after -> Reminder.of(after.goal(), context))
        .map(reminder -> " " + reminder)
        .orElse("");
  }

  private static boolean isEnd(SagaReport report) {
    return report instanceof SagaReport.Ended;
  }

  private static Goal.Status status(SagaReport report, PendingSaga saga) {
    return switch (report) {
      case SagaReport.Progressed _, SagaReport.Compensating _ -> Goal.Status.AWAITING_SYSTEM;
      case SagaReport.Asked _ -> Goal.Status.AWAITING_USER;
      case SagaReport.Ended ended ->
          switch (ended.outcome()) {
            case COMPLETED -> Goal.Status.ACHIEVED;
            case FAILED, COMPENSATED, PARKED -> Goal.Status.ABANDONED;
            // after the first partial end a late answer may still come, after the second none
            case PARTIALLY_COMPLETED ->
                saga.partial() ? Goal.Status.ABANDONED : Goal.Status.AWAITING_SYSTEM;
          };
    };
  }
}
