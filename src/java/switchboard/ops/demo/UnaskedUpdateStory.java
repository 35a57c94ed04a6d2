package switchboard.ops.demo;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import switchboard.ops.Processes;
import switchboard.v1.Event;

/**
 * Something happens to an order that the user has asked about: the open session is told without
 * being asked, and a second delivery of the same event changes nothing.
 */
final class UnaskedUpdateStory {
  private UnaskedUpdateStory() {}

  static void tell(Stage stage) throws InterruptedException {
    var order = stage.order("PREPARING");
    try (var scene = Scene.open(stage)) {
      scene.say("What's the status of order " + order + "?");
      var saga = scene.saga("order_status");
      scene.await("how the order stands is told", Scene.update(saga, false));
      // from now on the session watches the order; the index is fed a moment after the answer
      scene.settle();
      stage.emit("order", order, Map.of("status", "OUT_FOR_DELIVERY"));
      scene.await("the change is told unasked", said(order + " is out for delivery now"));
      scene.note("the same event is delivered once more");
      Processes.deliverAgain(stage.state().get().kafka(), "order.events", order);
      // the events of one order are taken one after the other: with this one, the repeat is through
      stage.emit("order", order, Map.of("status", "DELIVERED"));
      scene.await("the next change is told unasked", said(order + " is delivered now"));
      scene.settle();
      scene.saidOnce("the change is told", said("is out for delivery now"), order);
      scene.saidOnce("the next change is told", said("is delivered now"), order);
      long observed = scene.count(Event::hasFactObserved);
      stage
          .checks()
          .check(observed == 2, "each change is recorded once", observed + " times in all");
      cached(stage, scene, order);
      scene.readBack();
    }
  }

  /** What was told unasked is known: the same question is answered at once. */
  private static void cached(Stage stage, Scene scene, String order) throws InterruptedException {
    long sagas = scene.count(Event::hasSagaRequested);
    var reply = scene.say("What's the status of order " + order + "?");
    for (var word : List.of(order + " is delivered", "as of")) {
      stage
          .checks()
          .check(
              reply.contains(word),
              "what was told unasked is answered with at once and says \"" + word + "\"",
              "it says \"" + reply + "\"");
    }
    stage
        .checks()
        .check(sagas == scene.count(Event::hasSagaRequested), "no service is asked for it again");
  }

  private static Predicate<Event> said(String words) {
    return event ->
        event.hasAgentMessage()
            && event.getTurn() == 0
            && event.getAgentMessage().getText().contains(words);
  }
}
