package switchboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt.SagaReported;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Slot;

class DeliveryGoalsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final PendingSaga SAGA =
      new PendingSaga(
          "s.4", "order_status", Map.of("orderId", "XYZ-123"), 4, 2, NOW.plusSeconds(20), 0, false);
  private static final Goal GOAL =
      new Goal(
          "order_status",
          Goal.Status.AWAITING_SYSTEM,
          Map.of("order_id", new Slot("XYZ-123", 1.0, 2)));
  private static final Context WORKING =
      Context.EMPTY.with(Optional.of(GOAL), List.of(), 2).await(SAGA);
  private static final Fact ON_ITS_WAY =
      new Fact("order", "XYZ-123", Map.of("status", "OUT_FOR_DELIVERY"), NOW, "order.replies");

  private final DeliveryAgent agent = new DeliveryAgent(Settings.with(Duration.ofSeconds(20)));

  private AgentAnswer told(PendingSaga saga, SagaReport report, boolean movedOn) {
    return agent.answer(new SagaReported(saga, report, movedOn), AgentView.of(WORKING));
  }

  private static SagaReport.Ended ended(SagaOutcome outcome, String reason, Fact... facts) {
    return new SagaReport.Ended(outcome, List.of(facts), reason);
  }

  private static Fact courier(Map<String, String> attributes) {
    return new Fact("courier", "XYZ-123", attributes, NOW, "logistics.replies");
  }

  @Test
  void whatAServiceLeavesOutIsLeftOut() {
    var nameless = courier(Map.of("etaMinutes", "12"));
    var answer = told(SAGA, ended(SagaOutcome.COMPLETED, "", ON_ITS_WAY, nameless), false);
    assertThat(answer.text().orElseThrow()).isEqualTo("Order XYZ-123 is out for delivery.");
  }

  @Test
  void aFailureAbandonsTheGoalWithWordsForIt() {
    var answer = told(SAGA, ended(SagaOutcome.FAILED, "ORDER_NOT_FOUND"), false);
    assertThat(answer.text().orElseThrow()).contains("can't find an order XYZ-123");
    assertThat(answer.goals().orElseThrow().goal().status()).isEqualTo(Goal.Status.ABANDONED);
  }

  @Test
  void aPartialAnswerLeavesTheGoalOpenAndASecondOneAbandonsIt() {
    var partial = ended(SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED", ON_ITS_WAY);
    var first = told(SAGA, partial, false);
    assertThat(first.goals()).isEmpty();
    assertThat(first.text().orElseThrow()).contains("I'll tell you if I still do");
    var second = told(SAGA.reported(1, partial), partial, false);
    assertThat(second.goals().orElseThrow().goal().status()).isEqualTo(Goal.Status.ABANDONED);
    assertThat(second.text().orElseThrow()).contains("could not learn more");
  }

  @Test
  void theEndOfAnotherOrdersSagaLeavesTheGoalAlone() {
    var other =
        new PendingSaga(
            "s.9", "order_status", Map.of("orderId", "ABC-1"), 9, 7, NOW.plusSeconds(20), 0, false);
    assertThat(told(other, ended(SagaOutcome.COMPLETED, ""), false).goals()).isEmpty();
  }
}
