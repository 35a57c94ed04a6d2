package switchboard.delivery;

import java.time.Duration;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.Step;

/**
 * Asks the order service for an order and, where it is on its way, the logistics service for the
 * courier. It only reads, so it asks for as long as somebody may want to know.
 */
public final class OrderStatusSaga {
  static final String NAME = "order_status";
  static final String ORDER_ID = "orderId";
  static final String ORDER = "order";
  static final String COURIER = "courier";

  /** For what only reads: as long as a late answer is still welcome. */
  static final Step.Repeat PATIENTLY =
      new Step.Repeat(Duration.ofSeconds(3), 1_000, Duration.ofMillis(500), Duration.ofSeconds(30));

  /** How it goes. */
  public static final SagaPlan PLAN =
      SagaPlan.named(NAME)
          .needing(ORDER_ID)
          .step(
              Step.command(ORDER, "order.commands", "switchboard.order.get-status.v1", ORDER_ID)
                  .repeated(PATIENTLY)
                  .telling(ORDER, ORDER_ID))
          .step(
              Step.command(
                      COURIER, "logistics.commands", "switchboard.logistics.locate.v1", ORDER_ID)
                  .after(ORDER)
                  .when(known -> known.is("order.status", "OUT_FOR_DELIVERY"))
                  .repeated(PATIENTLY)
                  .telling(COURIER, ORDER_ID))
          .atDeadline(AtDeadline.TELL_WHAT_IS_KNOWN);

  private OrderStatusSaga() {}
}
