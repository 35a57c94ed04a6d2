package switchboard.delivery;

import java.time.Duration;
import switchboard.saga.SagaPlan;
import switchboard.saga.SagaPlan.AtDeadline;
import switchboard.saga.Step;

/**
 * Opens a ticket for an order that cannot be delivered as it is, asks the partner whether the order
 * shall be put on hold, and does so. Without an answer the order is left as it is.
 */
final class ReportProblemSaga {
  static final String NAME = "report_problem";
  static final String ORDER_ID = "orderId";
  static final String PROBLEM = "problem";
  static final String TICKET = "ticket";
  static final String DECISION = "decision";
  static final String ORDER = "order";

  /** What can be wrong with an order. */
  enum Problem {
    CUSTOMER_UNREACHABLE,
    WRONG_ADDRESS
  }

  /** What the partner can decide; {@link #NO_ANSWER} stands for not deciding in time. */
  enum Choice {
    HOLD,
    GO_ON,
    NO_ANSWER
  }

  private ReportProblemSaga() {}

  /** How it goes, with so much time for the partner to decide. */
  static SagaPlan plan(Duration decisionWithin) {
    return SagaPlan.named(NAME)
        .needing(ORDER_ID, PROBLEM)
        .step(
            Step.command(
                    TICKET, "logistics.commands", "switchboard.logistics.open-ticket.v1", ORDER_ID)
                .disclosing(PROBLEM)
                .undoneBy("switchboard.logistics.cancel-ticket.v1")
                .telling(TICKET, ORDER_ID))
        .step(
            Step.decision(
                    DECISION,
                    decisionWithin,
                    Choice.NO_ANSWER.name(),
                    Choice.HOLD.name(),
                    Choice.GO_ON.name())
                .after(TICKET)
                .telling(DECISION, ORDER_ID))
        .step(
            Step.command(ORDER, "order.commands", "switchboard.order.hold.v1", ORDER_ID)
                .disclosing(PROBLEM)
                .after(DECISION)
                .when(known -> known.is(DECISION + "." + Step.CHOICE, Choice.HOLD.name()))
                .undoneBy("switchboard.order.release-hold.v1")
                .telling(ORDER, ORDER_ID))
        .atDeadline(AtDeadline.TAKE_BACK);
  }
}
