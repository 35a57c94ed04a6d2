package switchboard.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaReport;

/** Words for what is known of an order. */
final class OrderWords {
  private static final String NAME = "courier";
  private static final String MINUTES = "etaMinutes";
  private static final String STATUS = "status";

  private OrderWords() {}

  /** Words for what a saga tells; none if it says nothing new to the user. */
  static Optional<String> of(String orderId, SagaReport report, PendingSaga saga) {
    return switch (report) {
      case SagaReport.Progressed progressed ->
          status(progressed.facts())
              .map(
                  status ->
                      "Order "
                          + orderId
                          + " is "
                          + status
                          + ". I'm checking where the courier is and will update you.");
      case SagaReport.Asked _, SagaReport.Compensating _ -> Optional.empty();
      case SagaReport.Ended ended -> Optional.of(end(orderId, ended, saga));
    };
  }

  /** Words for what is known already, and since when. */
  static String known(String orderId, FreshOrder known) {
    return stands(orderId, known.facts()) + ", as of " + ago(known.age()) + courier(known.facts());
  }

  /** Words for what was told unasked; none if the order stands as before. */
  static Optional<String> changed(Fact now, Optional<Fact> before) {
    boolean changed =
        saysStatus(now)
            && before
                .map(fact -> fact.attributes().get(STATUS))
                .filter(now.attributes().get(STATUS)::equals)
                .isEmpty();
    return changed
        ? status(List.of(now)).map(status -> "Order " + now.id() + " is " + status + " now.")
        : Optional.empty();
  }

  static boolean saysStatus(Fact fact) {
    return fact.kind().equals(OrderStatusSaga.ORDER) && fact.attributes().containsKey(STATUS);
  }

  static boolean isOnItsWay(Fact order) {
    return "OUT_FOR_DELIVERY".equals(order.attributes().get(STATUS));
  }

  /** Words for an order that does not exist. */
  static String notFound(String orderId) {
    return "I can't find an order " + orderId + ". Please check the number.";
  }

  private static String end(String orderId, SagaReport.Ended ended, PendingSaga saga) {
    return switch (ended.outcome()) {
      case COMPLETED -> stands(orderId, ended.facts()) + courier(ended.facts());
      case PARTIALLY_COMPLETED -> partial(orderId, ended.facts(), saga);
      case FAILED, COMPENSATED, PARKED -> failed(orderId, ended);
    };
  }

  private static String failed(String orderId, SagaReport.Ended ended) {
    if (ended.reason().equals("ORDER_NOT_FOUND")) {
      return notFound(orderId);
    }
    return status(ended.facts())
        .map(
            status ->
                "Order " + orderId + " is " + status + ", but where the courier is I can't tell.")
        .orElse("I couldn't get the details of order " + orderId + ". Please try again later.");
  }

  private static String stands(String orderId, List<Fact> facts) {
    var held = Facts.attribute(OrderStatusSaga.ORDER, "held", facts).filter("true"::equals);
    return "Order "
        + orderId
        + " is "
        + status(facts).orElse("known")
        + (held.isPresent() ? " and on hold" : "");
  }

  /** What a service leaves out is left out of the words, too. */
  private static String courier(List<Fact> facts) {
    var name = Facts.attribute(OrderStatusSaga.COURIER, NAME, facts);
    var minutes = Facts.attribute(OrderStatusSaga.COURIER, MINUTES, facts);
    return name.isEmpty() || minutes.isEmpty()
        ? "."
        : ". The courier, " + name.get() + ", is about " + minutes.get() + " minutes away.";
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

  private static String ago(Duration age) {
    return switch ((int) age.toSeconds()) {
      case 0 -> "just now";
      case 1 -> "1 second ago";
      default -> age.toSeconds() + " seconds ago";
    };
  }

  private static Optional<String> status(List<Fact> facts) {
    return Facts.of(OrderStatusSaga.ORDER, facts)
        .map(order -> order.attributes().getOrDefault(STATUS, "UNKNOWN"))
        .map(status -> status.toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
