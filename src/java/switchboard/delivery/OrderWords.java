package switchboard.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/** Words for what is known of an order. */
final class OrderWords {
  private static final String NAME = "courier";
  private static final String MINUTES = "etaMinutes";

  private OrderWords() {}

  /** Words for a step; none if it says nothing new to the user. */
  static Optional<String> progress(String orderId, SagaReport.Progressed progressed) {
    return status(progressed.facts())
        .map(
            status ->
                "Order "
                    + orderId
                    + " is "
                    + status
                    + ". I'm checking where the courier is and will update you.");
  }

  /** Words for the end. */
  static String end(String orderId, SagaReport.Ended ended, PendingSaga saga) {
    return switch (ended.outcome()) {
      case COMPLETED -> complete(orderId, ended.facts());
      case PARTIALLY_COMPLETED -> partial(orderId, ended.facts(), saga);
      case FAILED, COMPENSATED, PARKED -> failed(orderId, ended);
    };
  }

  private static String failed(String orderId, SagaReport.Ended ended) {
    if (ended.reason().equals("ORDER_NOT_FOUND")) {
      return "I can't find an order " + orderId + ". Please check the number.";
    }
    return status(ended.facts())
        .map(
            status ->
                "Order " + orderId + " is " + status + ", but where the courier is I can't tell.")
        .orElse("I couldn't get the details of order " + orderId + ". Please try again later.");
  }

  private static String complete(String orderId, List<Fact> facts) {
    var words = new StringBuilder("Order " + orderId + " is " + status(facts).orElse("known"));
    fact(facts, OrderStatusSaga.COURIER)
        // what a service leaves out is left out of the words, too
        .filter(courier -> courier.attributes().keySet().containsAll(Set.of(NAME, MINUTES)))
        .ifPresent(
            courier -> {
              words.append(". The courier, ").append(courier.attributes().get(NAME));
              words.append(", is about ").append(courier.attributes().get(MINUTES));
              words.append(" minutes away");
            });
    return words.append('.').toString();
  }

  private static String partial(String orderId, List<Fact> facts, PendingSaga saga) {
    if (saga.partial()) {
      return "I could not learn more about order " + orderId + ". Please ask again if you need to.";
    }
    return status(facts)
        .map(
            status ->
                "Order "
                    + orderId
                    + " is "
                    + status
                    + ". I could not learn where the courier is; I'll tell you if I still do.")
        .orElse(
            "I could not reach the order service in time for order "
                + orderId
                + "; I'll tell you as soon as I know more.");
  }

  private static Optional<String> status(List<Fact> facts) {
    return fact(facts, OrderStatusSaga.ORDER)
        .map(order -> order.attributes().getOrDefault("status", "UNKNOWN"))
        .map(status -> status.toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static Optional<Fact> fact(List<Fact> facts, String kind) {
    return facts.stream().filter(fact -> fact.kind().equals(kind)).findFirst();
  }
}
