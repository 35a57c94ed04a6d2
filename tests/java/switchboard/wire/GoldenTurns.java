package switchboard.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.agent.AgentPrompt;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.session.OpenTurn;
import switchboard.session.OpenTurns;
import switchboard.session.SessionEvent;
import switchboard.session.TurnEvent;
import switchboard.session.TurnEvent.Matter;
import switchboard.session.TurnEvent.Outcome;

/** What the release wrote that began to have workers answer. */
final class GoldenTurns {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant DUE = Instant.parse("2026-01-02T03:04:35.678Z");
  private static final Optional<String> TRACE =
      Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  private static final Fact FACT =
      new Fact("order", "XYZ-1", Map.of("status", "PLACED"), TIME, "order.replies");
  private static final PendingSaga SAGA =
      new PendingSaga("s1.3", "order_status", Map.of("orderId", "XYZ-1"), 3, 2, DUE, 1, true);
  private static final SagaReport REPORT =
      new SagaReport.Ended(SagaOutcome.FAILED, List.of(FACT), "ORDER_NOT_FOUND");

  private GoldenTurns() {}

  static void put(Map<String, Object> records) {
    records.put(
        "h.v2",
        new TurnEvent.Opened(
            8, new Matter.Message(List.of(6L), List.of(2L, 4L)), DUE, TRACE, TIME));
    records.put(
        "h.v2.report",
        new TurnEvent.Opened(9, new Matter.Report(SAGA, REPORT), DUE, Optional.empty(), TIME));
    records.put(
        "h.v2.fact",
        new TurnEvent.Opened(
            10, new Matter.Observation(FACT, Optional.of(FACT)), DUE, Optional.empty(), TIME));
    records.put("i.v2", new TurnEvent.Assigned(8, 2, TIME));
    records.put("j.v2", new TurnEvent.Ended(8, Outcome.ANSWERED, 2, "w-1", TIME));
    records.put("y.v2", new SessionEvent.SagaTakenBack("s1.3", 8, TIME));
  }

  static OpenTurns open() {
    return new OpenTurns(
        List.of(
            new OpenTurn(
                8,
                2,
                new AgentPrompt.UserSaid("where\nis it?", 8, TIME),
                List.of(2L, 4L),
                DUE,
                TRACE),
            new OpenTurn(
                9,
                0,
                new AgentPrompt.SagaReported(SAGA, REPORT, false),
                List.of(),
                DUE,
                Optional.empty()),
            new OpenTurn(
                10,
                0,
                new AgentPrompt.FactObserved(FACT, Optional.empty()),
                List.of(),
                DUE,
                Optional.empty())));
  }
}
