package switchboard.delivery;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import switchboard.saga.SagaPlan;

/** The sagas of the delivery assistant: whoever adds one names it here. */
public final class DeliverySagas {
  private DeliverySagas() {}

  /** All of them, by type. */
  public static Map<String, SagaPlan> plans(DeliverySettings settings) {
    return List.of(
            OrderStatusSaga.PLAN,
            MarkDeliveredSaga.PLAN,
            ReportProblemSaga.plan(settings.decisionWithin()),
            PayoutStatusSaga.PLAN)
        .stream()
        .collect(Collectors.toUnmodifiableMap(SagaPlan::type, plan -> plan));
  }
}
