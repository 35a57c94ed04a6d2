package switchboard.delivery;

import switchboard.saga.Known;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.Step;

/**
 * Marks an order delivered, credits the partner and releases the courier, all or none: what was
 * done is taken back in reverse when a later step finally fails or the time is up.
 */
public final class MarkDeliveredSaga {
  static final String NAME = "mark_delivered";
  static final String ORDER_ID = "orderId";
  static final String ORDER = "order";
  static final String CREDIT = "credit";
  static final String COURIER = "courier";

  /** How it goes. */
  public static final SagaPlan PLAN =
      SagaPlan.named(NAME)
          .needing(ORDER_ID)
          .step(
              Step.command(ORDER, "order.commands", "switchboard.order.mark-delivered.v1", ORDER_ID)
                  .disclosing("partnerId", Known.SUBJECT)
                  .undoneBy("switchboard.order.revert-delivered.v1", ORDER_ID)
                  .telling(ORDER, ORDER_ID))
          .step(
              Step.command(
                      CREDIT,
                      "payments.commands",
                      "switchboard.payments.credit-delivery.v1",
                      Known.SUBJECT)
                  .disclosing("partnerId", Known.SUBJECT)
                  .disclosing(ORDER_ID)
                  .after(ORDER)
                  .undoneBy("switchboard.payments.reverse-credit.v1")
                  .telling(CREDIT, ORDER_ID))
          .step(
              Step.command(
                      COURIER,
                      "logistics.commands",
                      "switchboard.logistics.release-courier.v1",
                      ORDER_ID)
                  .after(CREDIT)
                  .undoneBy("switchboard.logistics.reassign-courier.v1"))
          .atDeadline(AtDeadline.TAKE_BACK);

  private MarkDeliveredSaga() {}
}
