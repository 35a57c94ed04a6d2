package switchboard.ops.demo;

import java.util.List;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/**
 * One person sets three things going and changes the subject each time: a delivery, how another
 * order stands, a payout. Each update says what it is about, and the goal that was put aside is
 * gone back to.
 */
final class TwoAtOnceStory {
  private TwoAtOnceStory() {}

  static void tell(Stage stage) throws InterruptedException {
    var delivered = stage.order(Script.STATUS);
    var asked = stage.order(Script.STATUS);
    // the delivery takes longest, so that the dialogue comes back to it
    stage.dial("order", "--latency", "300..600");
    stage.dial("logistics", "--latency", "300..600");
    stage.dial("payments", "--latency", "2000..2500");
    try (var scene = Scene.open(stage)) {
      scene.say("Mark " + delivered + " delivered");
      scene.say("What's the status of order " + asked + "?");
      var delivery = scene.saga("mark_delivered");
      var status = scene.saga("order_status");
      scene.await("how the other order stands is told", Scene.update(status, false));
      scene.say("When is my payout?");
      var payout = scene.saga("payout_status");
      scene.await("the payout is told", Scene.update(payout, false));
      scene.await("the delivery is told", Scene.update(delivery, false));
      scene.settle();
      updates(stage, scene, List.of(delivery, status, payout));
      scene.saidOnce(
          "the delivery is told",
          Scene.update(delivery, false),
          "About your delivery of " + delivered,
          "credited");
      scene.saidOnce("the status is told", Scene.update(status, false), asked, "out for delivery");
      scene.saidOnce("the payout is told", Scene.update(payout, false), "INR");
      comesBack(stage, scene, status, delivered);
      ledgers(stage, delivery, status, payout);
      scene.readBack();
    }
  }

  private static void updates(Stage stage, Scene scene, List<String> sagas) {
    for (var saga : sagas) {
      var outcomes =
          scene.events().stream()
              .filter(Scene.ended(saga))
              .map(event -> event.getSagaEnded().getOutcome())
              .toList();
      stage
          .checks()
          .check(
              outcomes.equals(List.of(Outcome.COMPLETED)),
              "saga " + saga + " completes, once",
              "it ended " + outcomes);
    }
  }

  /** The goal at hand after the status was told is the delivery again. */
  private static void comesBack(Stage stage, Scene scene, String status, String delivered) {
    long told =
        scene.events().stream()
            .filter(Scene.ended(status))
            .map(Event::getSequence)
            .findFirst()
            .orElse(0L);
    var next =
        scene.events().stream()
            .filter(event -> event.hasGoalChanged() && event.getSequence() > told)
            .map(event -> event.getGoalChanged().getGoal())
            .findFirst();
    stage
        .checks()
        .check(
            told > 0
                && next.filter(
                        goal ->
                            goal.getIntent().equals("mark_delivered")
                                && goal.getSlotsMap().get("order_id").getValue().equals(delivered))
                    .isPresent(),
            "the goal that was put aside is gone back to",
            "the next goal is " + next.map(Object::toString).orElse("none"));
  }

  private static void ledgers(Stage stage, String delivery, String status, String payout) {
    var ledgers = stage.ledgers();
    for (var service : List.of("order", "payments", "logistics")) {
      var standing = ledgers.standing(service, delivery);
      stage
          .checks()
          .check(
              standing.size() == 1,
              "the delivery took effect once at the " + service + " service, by its own ledger",
              standing.toString());
    }
    stage
        .checks()
        .check(
            ledgers.decided("order", status).size() == 1
                && ledgers.decided("logistics", status).size() == 1
                && ledgers.decided("payments", payout).size() == 1,
            "each question was answered once, by the services' own ledgers");
  }
}
