package switchboard.delivery;

import switchboard.saga.Known;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.Step;

/**
 * Asks payments, over HTTP, what the partner is owed. It only reads, so it asks for as long as
 * somebody may want to know.
 */
final class PayoutStatusSaga {
  static final String NAME = "payout_status";
  static final String PAYOUT = "payout";

  /** How it goes. */
  static final SagaPlan PLAN =
      SagaPlan.named(NAME)
          .step(
              Step.http(PAYOUT, "payments", "GET", "/v1/partners/{partnerId}/payout")
                  .disclosing("partnerId", Known.SUBJECT)
                  .repeated(OrderStatusSaga.PATIENTLY)
                  .telling(PAYOUT, Known.SUBJECT))
          .atDeadline(AtDeadline.TELL_WHAT_IS_KNOWN);

  private PayoutStatusSaga() {}
}
