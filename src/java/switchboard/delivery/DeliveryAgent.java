package switchboard.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Goals;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
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

  /** What is kept in the profile: the order that was last asked about, on any channel. */
  public static final String LAST_ORDER = "last_order";

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
  public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
    return switch (prompt) {
      case AgentPrompt.UserSaid(var text, var sequence, _) -> reply(text, sequence, view);
      case AgentPrompt.SagaReported(var saga, var report, var movedOn) ->
          update(saga, report, movedOn, view.context());
      case AgentPrompt.FactObserved _ -> AgentAnswer.NOTHING;
    };
  }

  private AgentAnswer reply(String text, long sequence, AgentView view) {
    var context = view.context();
    return switch (Utterance.of(text)) {
      case Utterance.OrderStatus(var orderId) -> orderStatus(orderId, sequence, view);
      case Utterance.Plain.ORDER_STATUS_OF_WHICH ->
          // asked on one channel, followed up on another: the order is the one last asked about
          view.profile(LAST_ORDER)
              .map(orderId -> orderStatus(orderId, sequence, view))
              .orElseGet(
                  () ->
                      AgentAnswer.say("Which order is it? Its number looks like XYZ-123.")
                          .with(awaitingOrder(context)));
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

  private AgentAnswer orderStatus(String orderId, long sequence, AgentView view) {
    var context = view.context();
    if (context.pending().stream().anyMatch(saga -> isAbout(saga, orderId))) {
      return AgentAnswer.say(
          "I'm still fetching the details of order " + orderId + ", one moment please.");
    }
    var goal =
        new Goal(
            OrderStatusSaga.NAME,
            Goal.Status.AWAITING_SYSTEM,
            Map.of(ORDER_SLOT, new Slot(orderId, 1.0, sequence)));
    var answer =
        AgentAnswer.say(
                "I'm fetching the details of order " + orderId + ". I'll update you in a moment.")
            .asInterim()
            .with(turnTo(goal, context))
            .starting(
                new AgentAnswer.SagaStart(
                    OrderStatusSaga.NAME, Map.of(OrderStatusSaga.ORDER_ID, orderId), sagaDeadline));
    return view.profile(LAST_ORDER).equals(Optional.of(orderId))
        ? answer
        : answer.keeping(LAST_ORDER, orderId);
  }

  private static boolean isAbout(PendingSaga saga, String orderId) {
    return !saga.partial() && orderId.equals(saga.input().get(OrderStatusSaga.ORDER_ID));
  }

  private static Goals awaitingOrder(Context context) {
    return turnTo(new Goal(OrderStatusSaga.NAME, Goal.Status.AWAITING_USER, Map.of()), context);
  }

  /** A question for the order is not put aside by its answer. */
  private static Goals turnTo(Goal goal, Context context) {
    return context.goal().filter(DeliveryAgent::isQuestion).isPresent()
        ? new Goals(goal, context.suspended())
        : Goals.begin(goal, context);
  }

  private static boolean isQuestion(Goal goal) {
    return goal.intent().equals(OrderStatusSaga.NAME) && goal.status() == Goal.Status.AWAITING_USER;
  }

  private static AgentAnswer update(
      PendingSaga saga, SagaReport report, boolean movedOn, Context context) {
    var orderId = saga.input().get(OrderStatusSaga.ORDER_ID);
    return switch (report) {
      case SagaReport.Progressed progressed ->
          OrderWords.progress(orderId, progressed)
              .map(text -> AgentAnswer.say(lead(orderId, movedOn) + text).asInterim())
              .orElse(AgentAnswer.NOTHING);
      case SagaReport.Asked _, SagaReport.Compensating _ -> AgentAnswer.NOTHING;
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

  /** The goals after the end of a saga, if one of them is about it and changes by it. */
  private static Optional<Goals> afterwards(
      Context context, String orderId, SagaReport.Ended ended, PendingSaga saga) {
    if (context.goal().isEmpty()) {
      return Optional.empty();
    }
    var atHand = context.goal().get();
    var status = statusAfter(ended, saga);
    var before = new Goals(atHand, context.suspended());
    var after =
        isAbout(atHand, orderId)
            ? new Goals(atHand.with(status), context.suspended())
            : new Goals(atHand, stillAside(context.suspended(), orderId, status));
    return before.equals(after) ? Optional.empty() : Optional.of(after);
  }

  /** A goal put aside that is done with is not gone back to. */
  private static List<Goal> stillAside(List<Goal> aside, String orderId, Goal.Status status) {
    return status == Goal.Status.AWAITING_SYSTEM
        ? aside
        : aside.stream().filter(goal -> !isAbout(goal, orderId)).toList();
  }

  private static boolean isAbout(Goal goal, String orderId) {
    var slot = goal.slots().get(ORDER_SLOT);
    return slot != null && slot.value().equals(orderId);
  }

  private static Goal.Status statusAfter(SagaReport.Ended ended, PendingSaga saga) {
    return switch (ended.outcome()) {
      case COMPLETED -> Goal.Status.ACHIEVED;
      case FAILED, COMPENSATED, PARKED -> Goal.Status.ABANDONED;
      // after the first partial end a late answer may still come, after the second none
      case PARTIALLY_COMPLETED ->
          saga.partial() ? Goal.Status.ABANDONED : Goal.Status.AWAITING_SYSTEM;
    };
  }
}
