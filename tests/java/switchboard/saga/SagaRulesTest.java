package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.delivery.OrderStatusSaga;
import switchboard.saga.SagaState.Life;
import switchboard.session.SessionId;

class SagaRulesTest {
  private static final SagaId ID = new SagaId(new SessionId("acme", "s1"), "s1.3");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final SagaCommand START =
      new SagaCommand.Start("order_status", "partner", Map.of("orderId", "XYZ-1"), NOW);
  private static final SagaCommand DEADLINE = new SagaCommand.PassDeadline(SagaRules.DEADLINE);
  private static final SagaCommand GIVE_UP = new SagaCommand.PassDeadline(SagaRules.GIVE_UP);

  private final SagaType type = new OrderStatusSaga();

  private SagaState after(SagaCommand... commands) {
    var state = SagaState.none(ID);
    for (var command : commands) {
      state = SagaRules.fold(state, SagaRules.decide(state, command, type, NOW));
    }
    return state;
  }

  private List<SagaEvent> when(SagaState state, SagaCommand command) {
    return SagaRules.decide(state, command, type, NOW);
  }

  private static SagaCommand order(String status) {
    return new SagaCommand.Answer(
        new StepAnswer("order", true, "", Map.of("status", status), NOW, "order.replies"));
  }

  private static SagaCommand noSuchOrder() {
    return new SagaCommand.Answer(
        new StepAnswer("order", false, "ORDER_NOT_FOUND", Map.of(), NOW, "order.replies"));
  }

  private static SagaCommand courier() {
    return new SagaCommand.Answer(
        new StepAnswer(
            "courier",
            true,
            "",
            Map.of("position", "5th Ave", "etaMinutes", "7"),
            NOW,
            "logistics.replies"));
  }

  @Test
  void startingAsksTheOrderServiceOnce() {
    var events = when(after(), START);
    assertThat(events)
        .hasExactlyElementsOfTypes(SagaEvent.Started.class, SagaEvent.StepAsked.class);
    assertThat(when(after(START), START)).isEmpty();
  }

  @Test
  void anOrderOnItsWayIsFollowedByTheLogisticsServiceAndTwoReports() {
    var asked = when(after(START), order("OUT_FOR_DELIVERY"));
    assertThat(asked)
        .hasExactlyElementsOfTypes(
            SagaEvent.StepAnswered.class, SagaEvent.StepAsked.class, SagaEvent.ReportQueued.class);
    var state = after(START, order("OUT_FOR_DELIVERY"), courier());
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.unacknowledged()).hasSize(2);
    var last = (SagaReport.Ended) state.unacknowledged().getLast().content();
    assertThat(last.outcome()).isEqualTo(SagaOutcome.COMPLETED);
    assertThat(last.facts()).hasSize(2);
  }

  @Test
  void anOrderThatIsNotOnItsWayNeedsNoCourier() {
    var state = after(START, order("DELIVERED"));
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.asked()).containsExactly("order");
  }

  @Test
  void anUnknownOrderFailsWithTheServicesReason() {
    var state = after(START, noSuchOrder());
    var end = (SagaReport.Ended) state.unacknowledged().getFirst().content();
    assertThat(end.outcome()).isEqualTo(SagaOutcome.FAILED);
    assertThat(end.reason()).isEqualTo("ORDER_NOT_FOUND");
  }

  @Test
  void theDeadlineEndsItPartiallyAndALateAnswerStillCompletesIt() {
    var partial = after(START, order("OUT_FOR_DELIVERY"), DEADLINE);
    assertThat(partial.life()).isEqualTo(Life.PARTIALLY_COMPLETED);
    assertThat(when(partial, DEADLINE)).isEmpty();
    var complete = SagaRules.fold(partial, when(partial, courier()));
    assertThat(complete.life()).isEqualTo(Life.ENDED);
    assertThat(complete.reports()).isEqualTo(3);
  }

  @Test
  void aDeadlineThatThisNodesClockHasNotReachedChangesNothing() {
    var later =
        new SagaCommand.Start(
            "order_status", "partner", Map.of("orderId", "XYZ-1"), NOW.plusMillis(1));
    assertThat(when(after(later), DEADLINE)).isEmpty();
  }

  @Test
  void aSilentSagaGivesUpInTheEnd() {
    var state = after(START, DEADLINE, GIVE_UP);
    assertThat(state.life()).isEqualTo(Life.ENDED);
    assertThat(state.reports()).isEqualTo(2);
    assertThat(when(state, order("PLACED"))).isEmpty();
  }

  @Test
  void aRepeatedAndAnUnaskedAnswerChangeNothing() {
    assertThat(when(after(START), courier())).isEmpty();
    var answered = after(START, order("OUT_FOR_DELIVERY"));
    assertThat(when(answered, order("OUT_FOR_DELIVERY"))).isEmpty();
    assertThat(when(after(), order("PLACED"))).isEmpty();
  }

  @Test
  void reportsAreAcknowledgedInOrderAndOnce() {
    var state = after(START, order("OUT_FOR_DELIVERY"), courier());
    var first = when(state, new SagaCommand.AcknowledgeReport(1));
    var after = SagaRules.fold(state, first);
    assertThat(after.unacknowledged()).singleElement().matches(report -> report.report() == 2);
    assertThat(when(after, new SagaCommand.AcknowledgeReport(1))).isEmpty();
  }

  /**
   * Every command in every life is either listed as one that moves the saga, or changes nothing.
   */
  @Test
  void everyTransitionIsVisited() {
    var commands =
        List.of(
            START,
            order("OUT_FOR_DELIVERY"),
            noSuchOrder(),
            courier(),
            DEADLINE,
            GIVE_UP,
            new SagaCommand.AcknowledgeReport(1));
    Set<SagaState> seen = new HashSet<>();
    Set<String> moves = new HashSet<>();
    explore(SagaState.none(ID), commands, seen, moves);
    assertThat(moves)
        .containsExactlyInAnyOrder(
            "NONE>RUNNING",
            "RUNNING>RUNNING",
            "RUNNING>PARTIALLY_COMPLETED",
            "RUNNING>ENDED",
            "PARTIALLY_COMPLETED>PARTIALLY_COMPLETED",
            "PARTIALLY_COMPLETED>ENDED",
            "ENDED>ENDED");
  }

  private void explore(
      SagaState state, List<SagaCommand> commands, Set<SagaState> seen, Set<String> moves) {
    if (!seen.add(state)) {
      return;
    }
    for (var command : commands) {
      var events = when(state, command);
      if (!events.isEmpty()) {
        var next = SagaRules.fold(state, events);
        moves.add(state.life() + ">" + next.life());
        explore(next, commands, seen, moves);
      }
    }
  }

  @Test
  void sagaIdsAreReadBackAndNonsenseIsNot() {
    assertThat(SagaId.parse(ID.entityId())).contains(ID);
    for (var nonsense :
        List.of("", "acme", "acme/s1", "acme/s1.", "acme/s1.x", "/s1.3", "a b/c.1")) {
      assertThat(SagaId.parse(nonsense)).as(nonsense).isEmpty();
    }
  }
}
