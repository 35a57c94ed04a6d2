package switchboard.ops.demo;

import java.util.List;
import switchboard.v1.Event.SagaEnded.Outcome;

/**
 * The logistics service stops to answer: the user is told what is known when the time is up, goes
 * on talking meanwhile, and is told the rest when the service is back.
 */
final class LogisticsDownStory {
  private LogisticsDownStory() {}

  static void tell(Stage stage) throws InterruptedException {
    var order = stage.order(Script.STATUS);
    stage.dial("logistics", "--silent");
    try (var scene = Scene.open(stage)) {
      scene.say("What's the status of order " + order + "?");
      var saga = scene.saga("order_status");
      scene.await("what the order service knows is told", Scene.update(saga, true));
      scene.say("Thanks!");
      scene.await("the partial answer comes at the deadline", Scene.update(saga, false));
      scene.note("the logistics service answers again");
      stage.dial("logistics", "--talking");
      scene.await(
          "the complete answer comes when the service is back",
          event ->
              Scene.update(saga, false).test(event) && Scene.text(event).contains("minutes away"));
      scene.settle();
      check(stage, scene, saga, order);
      scene.readBack();
    }
  }

  private static void check(Stage stage, Scene scene, String saga, String order) {
    var checks = stage.checks();
    var outcomes =
        scene.events().stream()
            .filter(Scene.ended(saga))
            .map(event -> event.getSagaEnded().getOutcome().name())
            .toList();
    checks.check(
        outcomes.equals(List.of(Outcome.PARTIALLY_COMPLETED.name(), Outcome.COMPLETED.name())),
        "the saga ends partially, then whole",
        "it ended " + outcomes);
    scene.saidOnce(
        "the partial answer is told",
        event ->
            Scene.update(saga, false).test(event)
                && Scene.text(event).contains("could not learn where the courier is"),
        order,
        "out for delivery");
    scene.saidOnce(
        "the complete answer is told",
        event ->
            Scene.update(saga, false).test(event) && Scene.text(event).contains("minutes away"),
        order);
    for (var service : List.of("order", "logistics")) {
      checks.check(
          stage.ledgers().decided(service, saga).size() == 1,
          "the " + service + " service acted once, by its own ledger",
          stage.ledgers().decided(service, saga).toString());
    }
  }
}
