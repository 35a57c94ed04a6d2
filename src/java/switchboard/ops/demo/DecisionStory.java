package switchboard.ops.demo;

import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import switchboard.v1.Event;
import switchboard.v1.Event.SagaEnded.Outcome;

/**
 * A saga needs the user to decide: once the user does, after talking of something else, and once
 * lets it time out.
 */
final class DecisionStory {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private DecisionStory() {}

  static void tell(Stage stage) throws InterruptedException {
    decided(stage);
    notDecided(stage);
  }

  private static void decided(Stage stage) throws InterruptedException {
    var order = stage.order(Script.STATUS);
    try (var scene = Scene.open(stage)) {
      scene.say("The customer at " + order + " is not answering");
      var saga = scene.saga("report_problem");
      scene.await("the user is asked", Event::hasSagaAsked);
      scene.say("Thanks!");
      scene.say("yes, hold it");
      scene.await("the end is told", Scene.update(saga, false));
      scene.settle();
      ended(stage, scene, saga);
      scene.saidOnce("the question is put", Scene.update(saga, true), order, "on hold, or go on?");
      scene.saidOnce("the end is told", Scene.update(saga, false), order, "on hold", "ticket T-");
      scene.inOrder(
          "asked, decided, done",
          List.of(Event::hasSagaAsked, Event::hasSagaDecided, Scene.ended(saga)));
      standing(stage, "logistics", saga, List.of("open-ticket"));
      standing(stage, "order", saga, List.of("hold"));
      scene.readBack();
    }
  }

  private static void notDecided(Stage stage) throws InterruptedException {
    var order = stage.order(Script.STATUS);
    try (var scene = Scene.open(stage)) {
      scene.say("The address of " + order + " is wrong");
      var saga = scene.saga("report_problem");
      var asked = scene.await("the user is asked again", Event::hasSagaAsked);
      if (asked.isEmpty()) {
        return;
      }
      var due = Instant.ofEpochMilli(Timestamps.toMillis(asked.get().getSagaAsked().getDue()));
      scene.note("nothing is decided until %s", due);
      scene.await(
          "the end is told without a decision",
          Duration.between(Instant.now(), due).plus(GRACE),
          Scene.update(saga, false));
      scene.settle();
      ended(stage, scene, saga);
      scene.saidOnce(
          "that time is up is told", Scene.update(saga, false), order, "didn't hear from you");
      stage
          .checks()
          .check(scene.count(Event::hasSagaDecided) == 0, "nothing was decided for the user");
      standing(stage, "logistics", saga, List.of("open-ticket"));
      standing(stage, "order", saga, List.of());
      scene.readBack();
    }
  }

  private static void ended(Stage stage, Scene scene, String saga) {
    var outcomes =
        scene.events().stream()
            .filter(Scene.ended(saga))
            .map(event -> event.getSagaEnded().getOutcome())
            .toList();
    stage
        .checks()
        .check(
            outcomes.equals(List.of(Outcome.COMPLETED)),
            "the saga completes, once",
            "it ended " + outcomes);
  }

  private static void standing(Stage stage, String service, String saga, List<String> commands) {
    var standing = stage.ledgers().standing(service, saga);
    stage
        .checks()
        .check(
            standing.stream().map(Ledgers.Effect::command).toList().equals(commands),
            "what stands at the " + service + " service is " + commands + ", by its own ledger",
            standing.toString());
  }
}
