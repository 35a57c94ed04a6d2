package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.delivery.OrderStatusSaga;
import switchboard.saga.SagaState.Life;
import switchboard.session.SessionId;

class SagaRulesTest {
  static final SagaId ID = new SagaId(new SessionId("acme", "s1"), "s1.3");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant DUE = NOW.plusSeconds(20);
  private static final SagaCommand START =
      new SagaCommand.Start(
          "order_status", "partner", Map.of("orderId", "XYZ-1"), DUE, Optional.empty());
  private static final SagaCommand DEADLINE = new SagaCommand.PassDeadline(SagaRules.DEADLINE);
  private static final SagaCommand GIVE_UP = new SagaCommand.PassDeadline(SagaRules.GIVE_UP);

  private Instant now = NOW;
  private SagaState state = SagaState.none(ID);

  private List<SagaEvent> when(SagaCommand command) {
    return SagaRules.decide(state, command, OrderStatusSaga.PLAN, now);
  }

  private List<SagaEvent> then(SagaCommand command) {
    var events = when(command);
    state = SagaRules.fold(state, events);
    return events;
  }

  private void after(SagaCommand... commands) {
    for (var command : commands) {
      then(command);
    }
  }

  private void at(Instant time) {
    now = time;
  }

  private static SagaCommand answer(String step, Map<String, String> attributes) {
    return new SagaCommand.Answer(
        new StepAnswer(step, true, "", attributes, NOW, step + ".replies"), 0);
  }

  private static SagaCommand refusal(String step, String reason, int attempt) {
    return new SagaCommand.Answer(
        new StepAnswer(step, false, reason, Map.of(), NOW, step + ".replies"), attempt);
  }

  private static SagaCommand order(String status) {
    return answer("order", Map.of("status", status));
  }

  private static SagaCommand courier() {
    return answer("courier", Map.of("courier", "Ravi", "etaMinutes", "7"));
  }

  private SagaReport.Ended lastEnd() {
    return (SagaReport.Ended) state.unacknowledged().getLast().content();
  }

  @Test
  void startingAsksTheOrderServiceOnce() {
    assertThat(then(START))
        .hasExactlyElementsOfTypes(SagaEvent.Started.class, SagaEvent.StepAsked.class);
    assertThat(when(START)).isEmpty();
  }

  @Test
  void anOrderOnItsWayIsFollowedByTheLogisticsServiceAndTwoReports() {
    after(START);
    assertThat(then(order("OUT_FOR_DELIVERY")))
        .hasExactlyElementsOfTypes(
            SagaEvent.StepAnswered.class, SagaEvent.StepAsked.class, SagaEvent.ReportQueued.class);
    after(courier());
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.unacknowledged()).hasSize(2);
    assertThat(lastEnd().outcome()).isEqualTo(SagaOutcome.COMPLETED);
    assertThat(lastEnd().facts()).hasSize(2);
  }

  @Test
  void anOrderThatIsNotOnItsWayNeedsNoCourier() {
    after(START, order("DELIVERED"));
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.run("courier")).isEmpty();
  }

  @Test
  void anUnknownOrderFailsWithTheServicesReason() {
    after(START, refusal("order", "ORDER_NOT_FOUND", 1));
    assertThat(lastEnd().outcome()).isEqualTo(SagaOutcome.FAILED);
    assertThat(lastEnd().reason()).isEqualTo("ORDER_NOT_FOUND");
  }

  @Test
  void theDeadlineEndsItPartiallyAndALateAnswerStillCompletesIt() {
    after(START, order("OUT_FOR_DELIVERY"));
    at(DUE);
    after(DEADLINE);
    assertThat(state.life()).isEqualTo(Life.PARTIALLY_COMPLETED);
    assertThat(when(DEADLINE)).isEmpty();
    after(courier());
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(lastEnd().outcome()).isEqualTo(SagaOutcome.COMPLETED);
    assertThat(state.reports()).isEqualTo(3);
  }

  @Test
  void aDeadlineThatThisNodesClockHasNotReachedChangesNothing() {
    after(START);
    at(DUE.minusMillis(1));
    assertThat(when(DEADLINE)).isEmpty();
    assertThat(when(new SagaCommand.PassDeadline("step:courier"))).isEmpty();
  }

  @Test
  void aSilentSagaGivesUpInTheEnd() {
    after(START);
    at(DUE);
    after(DEADLINE, GIVE_UP);
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.reports()).isEqualTo(2);
    assertThat(when(order("PLACED"))).isEmpty();
  }

  @Test
  void aSilentServiceIsAskedAgainWithGrowingPatience() {
    after(START);
    var first = state.run("order").orElseThrow().due();
    assertThat(first).isEqualTo(NOW.plusSeconds(3));
    at(first.minusMillis(1));
    assertThat(when(new SagaCommand.PassDeadline("step:order"))).isEmpty();
    at(first);
    var events = then(new SagaCommand.PassDeadline("step:order"));
    assertThat(events).hasOnlyElementsOfType(SagaEvent.StepAsked.class).hasSize(1);
    var again = state.run("order").orElseThrow();
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.due()).isEqualTo(first.plusSeconds(6));
    assertThat(again.doubtful()).isTrue();
  }

  @Test
  void aServiceThatCannotJustNowIsAskedAgainAfterAPause() {
    after(START);
    var events = then(refusal("order", "SERVICE_ERROR", 1));
    assertThat(events).hasOnlyElementsOfType(SagaEvent.StepPaused.class);
    assertThat(when(refusal("order", "SERVICE_ERROR", 1))).as("its repetition").isEmpty();
    at(NOW.plus(Duration.ofMillis(500)));
    after(new SagaCommand.PassDeadline("step:order"));
    assertThat(state.run("order").orElseThrow().attempt()).isEqualTo(2);
    assertThat(state.run("order").orElseThrow().doubtful()).isFalse();
    assertThat(when(refusal("order", "SERVICE_ERROR", 1))).as("of the attempt before").isEmpty();
    after(order("PLACED"));
    assertThat(lastEnd().outcome()).isEqualTo(SagaOutcome.COMPLETED);
  }

  @Test
  void anAnswerThatComesDuringThePauseIsTaken() {
    after(START, refusal("order", "SERVICE_ERROR", 1), order("PLACED"));
    assertThat(lastEnd().outcome()).isEqualTo(SagaOutcome.COMPLETED);
  }

  @Test
  void aRepeatedAndAnUnaskedAnswerChangeNothing() {
    after(START);
    assertThat(when(courier())).isEmpty();
    after(order("OUT_FOR_DELIVERY"));
    assertThat(when(order("OUT_FOR_DELIVERY"))).isEmpty();
    state = SagaState.none(ID);
    assertThat(when(order("PLACED"))).isEmpty();
  }

  @Test
  void theSameAnswersInAnyOrderAndNumberEndAlike() {
    after(START, order("OUT_FOR_DELIVERY"), courier());
    var inOrder = state;
    state = SagaState.none(ID);
    after(
        START,
        courier(),
        order("OUT_FOR_DELIVERY"),
        order("OUT_FOR_DELIVERY"),
        START,
        courier(),
        courier(),
        refusal("order", "SERVICE_ERROR", 1));
    assertThat(state).isEqualTo(inOrder);
  }

  @Test
  void reportsAreAcknowledgedInOrderAndOnce() {
    after(START, order("OUT_FOR_DELIVERY"), courier(), new SagaCommand.AcknowledgeReport(1));
    assertThat(state.unacknowledged()).singleElement().matches(report -> report.report() == 2);
    assertThat(when(new SagaCommand.AcknowledgeReport(1))).isEmpty();
  }

  @Test
  void sagaIdsAreReadBackAndNonsenseIsNot() {
    assertThat(SagaId.parse(ID.entityId())).contains(ID);
    assertThat(ID.step(ID.stepKey("order"))).contains("order");
    assertThat(ID.step("acme/other.1:order")).isEmpty();
    for (var nonsense :
        List.of("", "acme", "acme/s1", "acme/s1.", "acme/s1.x", "/s1.3", "a b/c.1")) {
      assertThat(SagaId.parse(nonsense)).as(nonsense).isEmpty();
    }
  }
}
