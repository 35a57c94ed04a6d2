package switchboard.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.agent.AgentPrompt;
import switchboard.context.Context;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;
import switchboard.context.Slot;

/**
 * Answers delivery partners by rules: order status, thanks, help, and an honest word for anything
 * else.
 */
public final class DeliveryAgent implements Agent {
  /** The name that sessions are created with. */
  public static final String NAME = "delivery";

  private static final String ORDER_SLOT = "order_id";

  private final Duration sagaDeadline;

  /**
   * Sagas end {@code sagaDeadline} after they were asked for, at the latest with a partial answer.
   */
  public DeliveryAgent(Duration sagaDeadline) {
    this.sagaDeadline = sagaDeadline;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public AgentAnswer answer(AgentPrompt prompt, Context context) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, var sequence) -> reply(text, sequence, context);
      case AgentPrompt.SagaReported(var saga, var report, var movedOn) ->
          update(saga, report, movedOn, context);
    };
  }

  private AgentAnswer reply(String text, long sequence, Context context) {
    return switch (Utterance.of(text)) {
      case Utterance.OrderStatus(var orderId) -> orderStatus(orderId, sequence, context);
      case Utterance.Plain.ORDER_STATUS_OF_WHICH ->
          AgentAnswer.say("Which order is it? Its number looks like XYZ-123.")
              .with(awaitingOrder(context));
      case Utterance.Plain.THANKS ->
          AgentAnswer.say(
              context.pending().isEmpty()
                  ? "You're welcome!"
                  : "You're welcome! I'm still on it and will tell you as soon as I know more.");
      case Utterance.Plain.HELP ->
          AgentAnswer.say(
              "Ask me how an order stands, for example: What's the status of order XYZ-123?");
      case Utterance.Plain.OTHER ->
          AgentAnswer.say(
              "I can't help with that yet. I can tell you how an order stands, if you give me"
                  + " its number.");
    };
  }

  private AgentAnswer orderStatus(String orderId, long sequence, Context context) {
    if (context.pending().stream().anyMatch(saga -> isAbout(saga, orderId))) {
      return AgentAnswer.say(
          "I'm still fetching the details of order " + orderId + ", one moment please.");
    }
    var goal =
        new Goal(
            OrderStatusSaga.NAME,
            Goal.Status.AWAITING_SYSTEM,
            Map.of(ORDER_SLOT, new Slot(orderId, 1.0, sequence)));
    return AgentAnswer.say(
            "I'm fetching the details of order " + orderId + ". I'll update you in a moment.")
        .asInterim()
        .with(new Goals(goal, context.suspended()))
        .starting(
            new AgentAnswer.SagaStart(
                OrderStatusSaga.NAME, Map.of(OrderStatusSaga.ORDER_ID, orderId), sagaDeadline));
  }

  private static boolean isAbout(PendingSaga saga, String orderId) {
    return !saga.partial() && orderId.equals(saga.input().get(OrderStatusSaga.ORDER_ID));
  }

  private static Goals awaitingOrder(Context context) {
    return new Goals(
        new Goal(OrderStatusSaga.NAME, Goal.Status.AWAITING_USER, Map.of()), context.suspended());
  }

  private static AgentAnswer update(
      PendingSaga saga, SagaReport report, boolean movedOn, Context context) {
    var orderId = saga.input().get(OrderStatusSaga.ORDER_ID);
    return switch (report) {
      case SagaReport.Progressed progressed ->
          OrderWords.progress(orderId, progressed)
              .map(text -> AgentAnswer.say(lead(orderId, movedOn) + text).asInterim())
              .orElse(AgentAnswer.NOTHING);
      case SagaReport.Ended ended -> {
        var answer = AgentAnswer.say(lead(orderId, movedOn) + OrderWords.end(orderId, ended, saga));
        yield afterwards(context, orderId, ended, saga).map(answer::with).orElse(answer);
      }
    };
  }

  /** Where the dialogue has gone on, the update says what it is about. */
  private static String lead(String orderId, boolean movedOn) {
    return movedOn ? "About your question on " + orderId + ": " : "";
  }

  /** The goals after the end of a saga, if the goal at hand is about it and changes by it. */
  private static Optional<Goals> afterwards(
      Context context, String orderId, SagaReport.Ended ended, PendingSaga saga) {
    return context
        .goal()
        .filter(goal -> goal.slots().containsKey(ORDER_SLOT))
        .filter(goal -> goal.slots().get(ORDER_SLOT).value().equals(orderId))
        .map(goal -> goal.with(statusAfter(ended, saga)))
        .filter(goal -> !context.goal().equals(Optional.of(goal)))
        .map(goal -> new Goals(goal, context.suspended()));
  }

  private static Goal.Status statusAfter(SagaReport.Ended ended, PendingSaga saga) {
    return switch (ended.outcome()) {
      case COMPLETED -> Goal.Status.ACHIEVED;
      case FAILED -> Goal.Status.ABANDONED;
      // after the first partial end a late answer may still come, after the second none
      case PARTIALLY_COMPLETED ->
          saga.partial() ? Goal.Status.ABANDONED : Goal.Status.AWAITING_SYSTEM;
    };
  }
}
