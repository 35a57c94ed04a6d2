package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.agent.Assignment;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Turn;
import switchboard.profile.ProfileFact;
import switchboard.v1.ConnectResponse;
import switchboard.v1.ConnectResponse.Turn.PromptCase;

/** What a worker sees of a turn. */
class WorkerTurnsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final Instant DUE = NOW.plusSeconds(20);
  private static final Fact OLD = new Fact("order", "X-1", Map.of("status", "PLACED"), NOW, "t");
  private static final Fact NEW = new Fact("order", "X-1", Map.of("status", "HELD"), DUE, "t");
  private static final PendingSaga SAGA =
      new PendingSaga("s1.7", "hold_order", Map.of("order", "X-1"), 7, 2, DUE, 3, true);

  @Test
  void aTurnIsNamedBySessionSequenceAndAttempt() {
    var turn = turn(new AgentPrompt.UserSaid("hello", 9, NOW));
    assertThat(turn.getSession()).isEqualTo("tenants/acme/sessions/s1");
    assertThat(turn.getTurn()).isEqualTo(9);
    assertThat(turn.getAttempt()).isEqualTo(4);
    assertThat(turn.getAgent()).isEqualTo("helper");
    assertThat(turn.getSubject()).isEqualTo("partner-1");
    assertThat(turn.getDeadline()).isEqualTo(PublicEvents.timestamp(DUE));
  }

  @Test
  void theContextIsTheSessionsWithThePromptAndTheProfile() {
    var context = turn(new AgentPrompt.UserSaid("hello", 9, NOW)).getContext();
    assertThat(context.getName()).isEqualTo("tenants/acme/sessions/s1/context");
    assertThat(context.getTurnsList())
        .singleElement()
        .satisfies(said -> assertThat(said.getText()).isEqualTo("hello"));
    assertThat(context.getProfileFactsList())
        .singleElement()
        .satisfies(fact -> assertThat(fact.getValue()).isEqualTo("Asha"));
  }

  @Test
  void aUsersMessageSaysWhatItInterrupted() {
    var turn = turn(new AgentPrompt.UserSaid("stop", 9, NOW, List.of("s1.3", "s1.5")));
    assertThat(turn.getPromptCase()).isEqualTo(PromptCase.USER_MESSAGE);
    assertThat(turn.getUserMessage().getText()).isEqualTo("stop");
    assertThat(turn.getUserMessage().getTime()).isEqualTo(PublicEvents.timestamp(NOW));
    assertThat(turn.getUserMessage().getInterruptedSagasList()).containsExactly("s1.3", "s1.5");
  }

  @Test
  void aFactComesWithWhatWasKnownBeforeIfAnything() {
    var first = turn(new AgentPrompt.FactObserved(NEW, Optional.empty())).getObservedFact();
    assertThat(first.getFact()).isEqualTo(PublicEvents.fact(NEW));
    assertThat(first.hasBefore()).isFalse();
    var second = turn(new AgentPrompt.FactObserved(NEW, Optional.of(OLD))).getObservedFact();
    assertThat(second.getBefore()).isEqualTo(PublicEvents.fact(OLD));
  }

  @Test
  void aReportSaysOfWhichSagaAndWhetherTheTalkHasMovedOn() {
    var report = report(new SagaReport.Progressed("ask", List.of(NEW)), true);
    assertThat(report.getSaga()).isEqualTo("s1.7");
    assertThat(report.getType()).isEqualTo("hold_order");
    assertThat(report.getInputMap()).containsExactly(Map.entry("order", "X-1"));
    assertThat(report.getMovedOn()).isTrue();
    assertThat(report.getPartial()).isTrue();
    assertThat(report(new SagaReport.Progressed("ask", List.of()), false).getMovedOn()).isFalse();
  }

  @Test
  void aStepThatIsDoneBringsItsFacts() {
    var progressed = report(new SagaReport.Progressed("ask", List.of(NEW)), false).getProgressed();
    assertThat(progressed.getSaga()).isEqualTo("s1.7");
    assertThat(progressed.getStep()).isEqualTo("ask");
    assertThat(progressed.getFactsList()).containsExactly(PublicEvents.fact(NEW));
  }

  @Test
  void aQuestionBringsItsOptionsAndUntilWhenItWaits() {
    var asked =
        report(new SagaReport.Asked("hold", List.of("YES", "NO"), DUE, List.of(NEW)), false)
            .getAsked();
    assertThat(asked.getSaga()).isEqualTo("s1.7");
    assertThat(asked.getStep()).isEqualTo("hold");
    assertThat(asked.getOptionsList()).containsExactly("YES", "NO");
    assertThat(asked.getDue()).isEqualTo(PublicEvents.timestamp(DUE));
    assertThat(asked.getFactsCount()).isEqualTo(1);
  }

  @Test
  void takingBackSaysWhichStepFailedAndWhy() {
    var compensating =
        report(new SagaReport.Compensating("credit", "REFUSED"), false).getCompensating();
    assertThat(compensating.getSaga()).isEqualTo("s1.7");
    assertThat(compensating.getStep()).isEqualTo("credit");
    assertThat(compensating.getReason()).isEqualTo("REFUSED");
  }

  @ParameterizedTest
  @EnumSource(SagaOutcome.class)
  void everyOutcomeHasAWordInTheContract(SagaOutcome outcome) {
    var ended = report(new SagaReport.Ended(outcome, List.of(NEW), "GONE"), false).getEnded();
    assertThat(ended.getOutcome()).isEqualTo(PublicSagas.outcome(outcome));
    assertThat(ended.getOutcome().getNumber()).isPositive();
    assertThat(ended.getReason()).isEqualTo("GONE");
    assertThat(ended.getFactsCount()).isEqualTo(1);
  }

  private static ConnectResponse.SagaReport report(SagaReport report, boolean movedOn) {
    var turn = turn(new AgentPrompt.SagaReported(SAGA, report, movedOn));
    assertThat(turn.getPromptCase()).isEqualTo(PromptCase.SAGA_REPORT);
    return turn.getSagaReport();
  }

  private static ConnectResponse.Turn turn(AgentPrompt prompt) {
    var context = Context.EMPTY.remember(new Turn(9, Turn.Role.USER, "hello", NOW));
    var view =
        new AgentView(
            context, List.of(new ProfileFact("name", "Asha", "s", NOW, NOW)), "partner-1");
    return WorkerTurns.turn(new Assignment("acme", "s1", "helper", 9, 4, prompt, view, DUE));
  }
}
