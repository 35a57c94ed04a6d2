package switchboard.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Decision;
import switchboard.agent.AgentAnswer.SagaStart;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.delivery.ReportProblemSaga.Problem;

/** What the agent replies to one message of the user. */
final class Reply {
  private final DeliverySettings settings;
  private final AgentView view;
  private final Context context;
  private final long sequence;
  private final Instant time;

  Reply(DeliverySettings settings, AgentView view, long sequence, Instant time) {
    this.settings = settings;
    this.view = view;
    this.context = view.context();
    this.sequence = sequence;
    this.time = time;
  }

  AgentAnswer to(String text) {
    var said = Utterance.of(text);
    return decision(text, said)
        .orElseGet(
            () ->
                switch (said) {
                  case Utterance.OrderStatus(var orderId) ->
                      // asked on one channel, followed up on another: the order last asked about
                      orderId
                          .or(() -> view.profile(DeliveryAgent.LAST_ORDER))
                          .map(this::orderStatus)
                          .orElseGet(() -> askWhich(OrderStatusSaga.NAME, Map.of()));
                  case Utterance.JustOrder(var orderId) -> named(orderId);
                  case Utterance.Delivered(var orderId) ->
                      orderId
                          .or(this::orderAtHand)
                          .map(this::delivered)
                          .orElseGet(() -> askWhich(MarkDeliveredSaga.NAME, Map.of()));
                  case Utterance.HasProblem(var orderId, var problem) ->
                      orderId
                          .or(this::orderAtHand)
                          .map(id -> problem(id, problem))
                          .orElseGet(
                              () ->
                                  askWhich(
                                      ReportProblemSaga.NAME,
                                      Map.of(DeliveryGoals.PROBLEM_SLOT, problem.name())));
                  case Utterance.Plain plain -> plain(plain, text);
                });
  }

  private AgentAnswer plain(Utterance.Plain plain, String text) {
    return switch (plain) {
      case PAYOUT -> payout();
      case THANKS ->
          AgentAnswer.say(
              context.pending().isEmpty()
                  ? "You're welcome!"
                  : "You're welcome! I'm still on it and will tell you as soon as I know more.");
      case HELP ->
          AgentAnswer.say(
              "Ask me how an order stands, for example: What's the status of order XYZ-123? Say"
                  + " \"I delivered XYZ-123\" and I mark it delivered, tell me when a customer"
                  + " doesn't answer or an address is wrong, or ask for your payout.");
      case OTHER ->
          AgentAnswer.say(
              Decided.of(text).filter(Decided::explicit).isPresent()
                  ? "There is nothing that waits for your decision just now."
                  : "I can't help with that yet. I can tell you how an order stands, mark it"
                      + " delivered or report a problem with it, if you give me its number, and"
                      + " look up your payout.");
    };
  }

  // --- What the user decides

  private Optional<AgentAnswer> decision(String text, Utterance said) {
    var orderId = Utterance.order(text);
    var open =
        context.pending().stream()
            .filter(saga -> saga.question().isPresent())
            .filter(saga -> orderId.isEmpty() || orderId.equals(orderOf(saga)))
            .toList();
    return Decided.of(text)
        .filter(decided -> decided.explicit() || isNothingElse(said, decided))
        .filter(_ -> !open.isEmpty())
        .map(decided -> decide(open, decided));
  }

  /** Yes and no may belong to something else that is said. */
  private static boolean isNothingElse(Utterance said, Decided decided) {
    return said == Utterance.Plain.OTHER
        || said == Utterance.Plain.THANKS && decided.choice() == ReportProblemSaga.Choice.GO_ON;
  }

  private AgentAnswer decide(List<PendingSaga> open, Decided decided) {
    var atHand = open.stream().filter(this::isAtHand).findFirst();
    if (open.size() > 1 && atHand.isEmpty()) {
      var orders = open.stream().flatMap(saga -> orderOf(saga).stream()).toList();
      return AgentAnswer.say(
          "Which one do you mean: order " + String.join(" or order ", orders) + "?");
    }
    var saga = atHand.orElse(open.getFirst());
    var question = saga.question().orElseThrow();
    var answer =
        AgentAnswer.say(ProblemWords.decided(orderOf(saga).orElse(""), decided.choice()))
            .asInterim()
            .deciding(new Decision(saga.saga(), question.step(), decided.choice().name()));
    return DeliveryGoals.decided(saga, context).map(answer::with).orElse(answer);
  }

  private boolean isAtHand(PendingSaga saga) {
    return context.goal().filter(goal -> DeliveryGoals.isOf(saga, goal)).isPresent();
  }

  private static Optional<String> orderOf(PendingSaga saga) {
    return Optional.ofNullable(saga.input().get(ReportProblemSaga.ORDER_ID));
  }

  // --- What the user wants

  private AgentAnswer orderStatus(String orderId) {
    if (AtWork.find(OrderStatusSaga.NAME, Optional.of(orderId), context).isPresent()) {
      return AgentAnswer.say(
          "I'm still fetching the details of order " + orderId + ", one moment please.");
    }
    var slots = Map.of(DeliveryGoals.ORDER_SLOT, orderId);
    var known = FreshOrder.of(orderId, context, time, settings.freshFor());
    if (known.isPresent()) {
      var goal = DeliveryGoals.goal(OrderStatusSaga.NAME, Goal.Status.ACHIEVED, slots, sequence);
      var after = DeliveryGoals.achieve(goal, context);
      var back = Reminder.of(after.goal(), context);
      var text = OrderWords.known(orderId, known.get()) + back.map(it -> " " + it).orElse("");
      var answer = AgentAnswer.say(text);
      return keeping(
          orderId, DeliveryGoals.changed(after, context).map(answer::with).orElse(answer));
    }
    return start(
        new SagaStart(
            OrderStatusSaga.NAME,
            Map.of(OrderStatusSaga.ORDER_ID, orderId),
            settings.orderStatusDeadline()),
        slots,
        "I'm fetching the details of order " + orderId + ". I'll update you in a moment.");
  }

  private AgentAnswer delivered(String orderId) {
    var pending = AtWork.find(MarkDeliveredSaga.NAME, Optional.of(orderId), context);
    if (pending.isPresent()) {
      return AgentAnswer.say(
          pending.get().parked()
              ? seenTo(orderId)
              : "I'm already marking order " + orderId + " delivered, one moment please.");
    }
    // a second saga would credit it a second time
    if (context
        .fact(MarkDeliveredSaga.CREDIT, orderId)
        .filter(credit -> credit.attributes().containsKey("amount"))
        .isPresent()) {
      return AgentAnswer.say(
          "Order " + orderId + " is marked delivered already, and you are credited for it.");
    }
    return start(
        new SagaStart(
            MarkDeliveredSaga.NAME,
            Map.of(MarkDeliveredSaga.ORDER_ID, orderId),
            settings.markDeliveredDeadline()),
        Map.of(DeliveryGoals.ORDER_SLOT, orderId),
        "I'm marking order "
            + orderId
            + " delivered and crediting you for it. I'll update you in a moment.");
  }

  private AgentAnswer problem(String orderId, Problem problem) {
    var pending = AtWork.find(ReportProblemSaga.NAME, Optional.of(orderId), context);
    if (pending.isPresent()) {
      return AgentAnswer.say(
          pending.get().parked()
              ? seenTo(orderId)
              : pending.get().question().isPresent()
                  ? "I've reported it. Shall I put order " + orderId + " on hold, or go on?"
                  : "I'm already on the problem with order " + orderId + ", one moment please.");
    }
    return start(
        new SagaStart(
            ReportProblemSaga.NAME,
            Map.of(ReportProblemSaga.ORDER_ID, orderId, ReportProblemSaga.PROBLEM, problem.name()),
            settings.reportProblemDeadline()),
        Map.of(DeliveryGoals.ORDER_SLOT, orderId, DeliveryGoals.PROBLEM_SLOT, problem.name()),
        "I'm opening a ticket for order "
            + orderId
            + ": "
            + ProblemWords.what(problem)
            + ". One moment please.");
  }

  private AgentAnswer payout() {
    if (AtWork.find(PayoutStatusSaga.NAME, Optional.empty(), context).isPresent()) {
      return AgentAnswer.say("I'm still looking up your payout, one moment please.");
    }
    return start(
        new SagaStart(PayoutStatusSaga.NAME, Map.of(), settings.payoutStatusDeadline()),
        Map.of(),
        "I'm looking up your payout. I'll update you in a moment.");
  }

  /** An order named alone is what a question of ours was about, else how it stands is asked for. */
  private AgentAnswer named(String orderId) {
    var lacking = context.goal().filter(DeliveryGoals::lacksOrder);
    var problem = lacking.map(goal -> goal.slots().get(DeliveryGoals.PROBLEM_SLOT));
    return switch (lacking.map(Goal::intent).orElse("")) {
      case MarkDeliveredSaga.NAME -> delivered(orderId);
      case ReportProblemSaga.NAME ->
          problem
              .map(slot -> problem(orderId, Problem.valueOf(slot.value())))
              .orElseGet(() -> orderStatus(orderId));
      default -> orderStatus(orderId);
    };
  }

  private static String seenTo(String orderId) {
    return "A colleague is looking at order " + orderId + ". I'll tell you when it is settled.";
  }

  private Optional<String> orderAtHand() {
    return context.goal().flatMap(DeliveryGoals::order);
  }

  private AgentAnswer askWhich(String intent, Map<String, String> slots) {
    var goal = DeliveryGoals.goal(intent, Goal.Status.AWAITING_USER, slots, sequence);
    return AgentAnswer.say("Which order is it? Its number looks like XYZ-123.")
        .with(DeliveryGoals.turnTo(goal, context));
  }

  private AgentAnswer start(SagaStart saga, Map<String, String> slots, String text) {
    var goal = DeliveryGoals.goal(saga.type(), Goal.Status.AWAITING_SYSTEM, slots, sequence);
    var answer =
        AgentAnswer.say(text).asInterim().with(DeliveryGoals.turnTo(goal, context)).starting(saga);
    return Optional.ofNullable(slots.get(DeliveryGoals.ORDER_SLOT))
        .map(orderId -> keeping(orderId, answer))
        .orElse(answer);
  }

  private AgentAnswer keeping(String orderId, AgentAnswer answer) {
    return view.profile(DeliveryAgent.LAST_ORDER).equals(Optional.of(orderId))
        ? answer
        : answer.keeping(DeliveryAgent.LAST_ORDER, orderId);
  }
}
