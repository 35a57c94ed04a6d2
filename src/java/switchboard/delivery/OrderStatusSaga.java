package switchboard.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.SagaOutcome;
import switchboard.saga.SagaType;
import switchboard.saga.StepAnswer;

/**
 * Asks the order service for an order and, where it is on its way, the logistics service for the
 * courier.
 */
public final class OrderStatusSaga implements SagaType {
  static final String NAME = "order_status";
  static final String ORDER_ID = "orderId";
  static final String ORDER = "order";
  static final String COURIER = "courier";

  private static final String ON_ITS_WAY = "OUT_FOR_DELIVERY";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Move next(Map<String, String> input, List<StepAnswer> answers) {
    var order = answer(answers, ORDER);
    if (order.isEmpty()) {
      return ask(ORDER, "order.commands", "switchboard.order.get-status.v1", input);
    }
    if (!order.get().ok()) {
      return new Move.End(SagaOutcome.FAILED, order.get().reason());
    }
    if (!ON_ITS_WAY.equals(order.get().attributes().get("status"))) {
      return new Move.End(SagaOutcome.COMPLETED, "");
    }
    var courier = answer(answers, COURIER);
    if (courier.isEmpty()) {
      return ask(COURIER, "logistics.commands", "switchboard.logistics.locate.v1", input);
    }
    return courier.get().ok()
        ? new Move.End(SagaOutcome.COMPLETED, "")
        : new Move.End(SagaOutcome.FAILED, courier.get().reason());
  }

  @Override
  public List<Fact> facts(Map<String, String> input, List<StepAnswer> answers) {
    var facts = new ArrayList<Fact>();
    for (var answer : answers) {
      if (answer.ok()) {
        facts.add(
            new Fact(
                answer.step(),
                input.get(ORDER_ID),
                answer.attributes(),
                answer.asOf(),
                answer.source()));
      }
    }
    return facts;
  }

  private static Move ask(String step, String topic, String type, Map<String, String> input) {
    var orderId = input.get(ORDER_ID);
    return new Move.Ask(step, topic, type, orderId, Map.of(ORDER_ID, orderId));
  }

  private static Optional<StepAnswer> answer(List<StepAnswer> answers, String step) {
    return answers.stream().filter(answer -> answer.step().equals(step)).findFirst();
  }
}
