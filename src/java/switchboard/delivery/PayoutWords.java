package switchboard.delivery;

import java.util.Optional;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/** Words for what a partner is owed. */
final class PayoutWords {
  private PayoutWords() {}

  /** Words for what the saga tells; none if it says nothing new to the user. */
  static Optional<String> of(SagaReport report, PendingSaga saga) {
    return switch (report) {
      case SagaReport.Progressed _, SagaReport.Asked _, SagaReport.Compensating _ ->
          Optional.empty();
      case SagaReport.Ended ended -> Optional.of(end(ended, saga));
    };
  }

  private static String end(SagaReport.Ended ended, PendingSaga saga) {
    return switch (ended.outcome()) {
      case COMPLETED ->
          Facts.money(PayoutStatusSaga.PAYOUT, ended.facts())
              .map(
                  money ->
                      "Your next payout is " + money + ". On which day it is paid I wasn't told.")
              .orElse("Payments answered, but without an amount. Please try again later.");
      case PARTIALLY_COMPLETED ->
          saga.partial()
              ? "I could not learn what your payout is. Please ask again if you need to."
              : "I could not reach payments in time; I'll tell you as soon as I know more.";
      case FAILED, COMPENSATED, PARKED ->
          ended.reason().equals("PARTNER_NOT_FOUND")
              ? "Payments doesn't know you as a partner, so there is no payout that I can tell."
              : "I couldn't look up your payout. Please try again later.";
    };
  }
}
