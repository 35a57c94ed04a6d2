package switchboard.saga;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.saga.SagaPlan.AtDeadline;

/** A saga with everything: two steps side by side, a decision, a condition, compensations. */
final class Example {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant DUE = NOW.plusSeconds(60);

  private static final Step.Repeat TWICE =
      new Step.Repeat(Duration.ofSeconds(3), 2, Duration.ofSeconds(1), Duration.ofSeconds(3));

  private Example() {}

  static SagaPlan plan(AtDeadline atDeadline) {
    return SagaPlan.named("move_house")
        .needing("item")
        .step(effect("van"))
        .step(effect("helper"))
        .step(Step.decision("lunch", Duration.ofSeconds(30), "NONE", "PIZZA", "NONE").after("van"))
        .step(
            Step.command("pizza", "pizza.commands", "order", "item")
                .after("lunch", "helper")
                .when(known -> known.is("lunch.choice", "PIZZA"))
                .repeated(TWICE))
        .step(effect("drive").after("pizza", "lunch", "helper"))
        .atDeadline(atDeadline);
  }

  private static Step effect(String name) {
    return Step.command(name, name + ".commands", "take", "item")
        .repeated(TWICE)
        .undoneBy(
            new Step.Undo(
                new Step.Call.Command(name + ".commands", "return", "item"),
                Map.of("item", "item"),
                TWICE))
        .telling(name, "item");
  }

  static SagaCommand start() {
    return new SagaCommand.Start(
        "move_house", "partner", Map.of("item", "sofa"), DUE, Optional.empty());
  }

  static SagaCommand ok(String step) {
    return new SagaCommand.Answer(new StepAnswer(step, true, "", Map.of("of", step), NOW, "t"), 0);
  }

  static SagaCommand choice(String option) {
    return new SagaCommand.Answer(
        new StepAnswer("lunch", true, "", Map.of(Step.CHOICE, option), NOW, "user"), 0);
  }

  static SagaCommand no(String step, String reason) {
    return new SagaCommand.Answer(new StepAnswer(step, false, reason, Map.of(), NOW, "t"), 0);
  }

  static SagaCommand late(String step) {
    return new SagaCommand.PassDeadline(SagaRules.STEP + step);
  }

  static List<String> steps() {
    return List.of("van", "helper", "lunch", "pizza", "drive");
  }
}
