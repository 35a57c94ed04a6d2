package switchboard.ops.demo;

import switchboard.v1.Event.SagaEnded.Outcome;

/** An order that was never placed: the user is told so, and nobody else is asked. */
final class OrderNotFoundStory {
  private OrderNotFoundStory() {}

  static void tell(Stage stage) throws InterruptedException {
    var order = stage.order("ORDER_NOT_FOUND");
    try (var scene = Scene.open(stage)) {
      scene.say("What's the status of order " + order + "?");
      var saga = scene.saga("order_status");
      scene.await("the user is told", Scene.update(saga, false));
      scene.settle();
      scene.saidOnce("the end is told", Scene.update(saga, false), order, "can't find");
      stage
          .checks()
          .check(
              scene.events().stream()
                  .filter(Scene.ended(saga))
                  .anyMatch(
                      event ->
                          event.getSagaEnded().getOutcome() == Outcome.FAILED
                              && event.getSagaEnded().getReason().equals("ORDER_NOT_FOUND")),
              "the saga fails with ORDER_NOT_FOUND");
      stage
          .checks()
          .check(
              stage.ledgers().decided("order", saga).size() == 1,
              "the order service decided once, by its own ledger");
      stage
          .checks()
          .check(
              stage.ledgers().decided("logistics", saga).isEmpty(),
              "the logistics service was not asked, by its own ledger");
      scene.readBack();
    }
  }
}
