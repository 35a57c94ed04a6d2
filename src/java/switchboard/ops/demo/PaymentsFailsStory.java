package switchboard.ops.demo;

import java.util.List;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/**
 * The credit for a delivery is refused: what was done before is taken back, and the user is told
 * what happened, in order.
 */
final class PaymentsFailsStory {
  private PaymentsFailsStory() {}

  static void tell(Stage stage) throws InterruptedException {
    var order = stage.order(Script.STATUS);
    stage.dial("payments", "--refuse", "credit-delivery");
    try (var scene = Scene.open(stage)) {
      scene.say("I delivered " + order);
      var saga = scene.saga("mark_delivered");
      scene.await("the user is told the end", Scene.update(saga, false));
      scene.settle();
      var ended = scene.events().stream().filter(Scene.ended(saga)).toList();
      stage
          .checks()
          .check(
              ended.size() == 1
                  && ended.getFirst().getSagaEnded().getOutcome() == Outcome.COMPENSATED,
              "the saga ends once, compensated",
              "its ends: " + ended);
      scene.saidOnce(
          "taking back is told",
          event ->
              Scene.update(saga, true).test(event) && Scene.text(event).contains("taking back"),
          "couldn't credit your delivery of " + order);
      scene.saidOnce(
          "the end is told", Scene.update(saga, false), order, "all of it was taken back");
      scene.inOrder(
          "what happened is told in order",
          List.of(
              event -> event.getSagaProgressed().getStep().equals("order"),
              Event::hasSagaCompensating,
              Scene.ended(saga),
              Scene.update(saga, false)));
      ledgers(stage, saga);
      scene.readBack();
    }
  }

  private static void ledgers(Stage stage, String saga) {
    var ledgers = stage.ledgers();
    var order = ledgers.decided("order", saga);
    stage
        .checks()
        .check(
            order.size() == 2 && ledgers.standing("order", saga).isEmpty(),
            "the order was marked delivered and reverted, by the order service's own ledger",
            order.toString());
    stage
        .checks()
        .check(
            ledgers.standing("payments", saga).isEmpty(),
            "no credit stands, by the payments service's own ledger",
            ledgers.decided("payments", saga).toString());
    stage
        .checks()
        .check(
            ledgers.decided("logistics", saga).isEmpty(),
            "the courier was never released, by the logistics service's own ledger",
            ledgers.decided("logistics", saga).toString());
  }
}
