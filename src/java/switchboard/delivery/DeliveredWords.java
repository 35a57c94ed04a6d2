package switchboard.delivery;

import java.util.Optional;
import switchboard.context.SagaReport;

/** Words for marking an order delivered, and for taking that back. */
final class DeliveredWords {
  private DeliveredWords() {}

  /** Words for what the saga tells; none if it says nothing new to the user. */
  static Optional<String> of(String orderId, SagaReport report) {
    return switch (report) {
      case SagaReport.Progressed(var step, var facts) ->
          switch (step) {
            case MarkDeliveredSaga.ORDER ->
                Optional.of(
                    "Order " + orderId + " is marked delivered. I'm crediting you for it now.");
            case MarkDeliveredSaga.CREDIT ->
                Optional.of(
                    "You are credited "
                        + Facts.money(MarkDeliveredSaga.CREDIT, facts).orElse("for it")
                        + " for order "
                        + orderId
                        + ". I'm closing the delivery with logistics now.");
            default -> Optional.empty();
          };
      case SagaReport.Asked _ -> Optional.empty();
      case SagaReport.Compensating(var step, var reason) ->
          Optional.of(takingBack(orderId, step, reason));
      case SagaReport.Ended ended -> Optional.of(end(orderId, ended));
    };
  }

  private static String takingBack(String orderId, String step, String reason) {
    var inTime = Reasons.isOfTime(reason) ? " in time" : "";
    return switch (step) {
      case MarkDeliveredSaga.ORDER ->
          "I couldn't see order "
              + orderId
              + " marked delivered"
              + inTime
              + ", so I'm making sure that nothing of it stands.";
      case MarkDeliveredSaga.CREDIT ->
          "I couldn't credit your delivery of "
              + orderId
              + inTime
              + ", so I'm taking back that it was marked delivered.";
      case MarkDeliveredSaga.COURIER ->
          "I couldn't close your delivery of "
              + orderId
              + " with logistics"
              + inTime
              + ", so I'm taking back your credit and that it was marked delivered.";
      default ->
          "I couldn't mark order "
              + orderId
              + " delivered"
              + inTime
              + ", so I'm taking back what was done of it.";
    };
  }

  private static String end(String orderId, SagaReport.Ended ended) {
    return switch (ended.outcome()) {
      case COMPLETED ->
          "Order "
              + orderId
              + " is marked delivered, and you are credited"
              + Facts.money(MarkDeliveredSaga.CREDIT, ended.facts())
                  .map(money -> " " + money)
                  .orElse("")
              + " for it.";
      case FAILED -> failed(orderId, ended.reason());
      case COMPENSATED ->
          "I couldn't mark order "
              + orderId
              + " delivered: all of it was taken back; nothing has changed. Please try again"
              + " later.";
      case PARKED ->
          "I couldn't mark order "
              + orderId
              + " delivered, and not all of it could be taken back. A colleague has to look at it;"
              + " I'll tell you when it is settled.";
      case PARTIALLY_COMPLETED ->
          "I don't know yet whether order "
              + orderId
              + " is marked delivered; I'll tell you as soon as I do.";
    };
  }

  private static String failed(String orderId, String reason) {
    return switch (reason) {
      case "ORDER_NOT_FOUND" -> OrderWords.notFound(orderId);
      case "ORDER_CANCELLED" ->
          "Order " + orderId + " was cancelled, so it can't be marked delivered.";
      default ->
          "I couldn't mark order "
              + orderId
              + " delivered; nothing has changed. Please try again later.";
    };
  }
}
