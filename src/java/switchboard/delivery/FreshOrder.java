package switchboard.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import switchboard.context.Context;
import switchboard.context.Fact;

/**
 * What is known of an order well enough to answer with it at once.
 *
 * @param facts of the order and, where it is on its way, of its courier
 * @param age of the oldest of them
 */
record FreshOrder(List<Fact> facts, Duration age) {
  /**
   * What is known at a time of an order, if none of it is older than that. Nothing is while a saga
   * is at work on the order, which may change it.
   */
  static Optional<FreshOrder> of(String orderId, Context context, Instant now, Duration freshFor) {
    if (freshFor.isZero() || context.pending().stream().anyMatch(AtWork.on(orderId))) {
      return Optional.empty();
    }
    var order = context.fact(OrderStatusSaga.ORDER, orderId).filter(OrderWords::saysStatus);
    if (order.isEmpty()) {
      return Optional.empty();
    }
    var courier = context.fact(OrderStatusSaga.COURIER, orderId);
    boolean onItsWay = OrderWords.isOnItsWay(order.get());
    if (onItsWay && courier.isEmpty()) {
      return Optional.empty();
    }
    var facts =
        onItsWay ? Stream.concat(order.stream(), courier.stream()).toList() : List.of(order.get());
    var oldest = facts.stream().map(Fact::asOf).min(Instant::compareTo).orElseThrow();
    // another machine's clock may be ahead
    var age = oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
    return age.compareTo(freshFor) > 0 ? Optional.empty() : Optional.of(new FreshOrder(facts, age));
  }
}
