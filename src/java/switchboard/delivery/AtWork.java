package switchboard.delivery;

import java.util.Optional;
import java.util.function.Predicate;
import switchboard.context.Context;
import switchboard.context.PendingSaga;

/** Which sagas of a session are at work: not those that told what they could and may never more. */
final class AtWork {
  private AtWork() {}

  /** Whether a saga is at work on an order. */
  static Predicate<PendingSaga> on(String orderId) {
    return saga ->
        !saga.partial()
            && !saga.parked()
            && orderId.equals(saga.input().get(OrderStatusSaga.ORDER_ID));
  }

  /** The saga of a type that is at work on an order, or on what needs none. */
  static Optional<PendingSaga> find(String type, Optional<String> orderId, Context context) {
    return context.pending().stream()
        .filter(saga -> saga.type().equals(type) && !saga.partial())
        .filter(
            saga -> orderId.isEmpty() || on(orderId.get()).test(saga) || isParked(saga, orderId))
        .findFirst();
  }

  private static boolean isParked(PendingSaga saga, Optional<String> orderId) {
    return saga.parked()
        && orderId.equals(Optional.ofNullable(saga.input().get(OrderStatusSaga.ORDER_ID)));
  }
}
