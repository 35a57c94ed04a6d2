package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.PendingSaga;
import switchboard.context.Question;
import switchboard.context.SagaOutcome;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionState.Life;
import switchboard.v1.Event;

/** What clients see of sagas that ask and take back, and of what is told unasked. */
class PublicSagasTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final Fact FACT =
      new Fact("order", "XYZ-1", Map.of("status", "HELD"), NOW, "order.replies");
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static Event event(SessionEvent event) {
    return PublicEvents.event(new SequencedEvent(7, event));
  }

  @Test
  void aQuestionHasItsOptionsAndWhenItNoLongerWaits() {
    var asked =
        event(
            new SessionEvent.SagaAsked(
                "s1.3", 2, "decide", List.of("KEEP", "CANCEL"), DUE, List.of(FACT), 2, NOW));
    assertThat(asked.getTurn()).isEqualTo(2);
    assertThat(asked.getSagaAsked())
        .isEqualTo(
            Event.SagaAsked.newBuilder()
                .setSaga("s1.3")
                .setStep("decide")
                .addOptions("KEEP")
                .addOptions("CANCEL")
                .setDue(PublicEvents.timestamp(DUE))
                .addAllFacts(PublicEvents.facts(List.of(FACT)))
                .build());
  }

  @Test
  void aDecisionATakingBackAndAnUnaskedFactAreShown() {
    assertThat(
            event(new SessionEvent.SagaDecided("s1.3", "decide", "CANCEL", 5, NOW))
                .getSagaDecided())
        .isEqualTo(
            Event.SagaDecided.newBuilder()
                .setSaga("s1.3")
                .setStep("decide")
                .setChoice("CANCEL")
                .build());
    assertThat(
            event(new SessionEvent.SagaCompensating("s1.3", 3, "credit", "BLOCKED", 2, NOW))
                .getSagaCompensating())
        .isEqualTo(
            Event.SagaCompensating.newBuilder()
                .setSaga("s1.3")
                .setStep("credit")
                .setReason("BLOCKED")
                .build());
    assertThat(event(new SessionEvent.FactObserved("event-7", FACT, NOW)).getFactObserved())
        .isEqualTo(
            Event.FactObserved.newBuilder()
                .setEventId("event-7")
                .setFact(PublicEvents.facts(List.of(FACT)).getFirst())
                .build());
  }

  @Test
  void everyOutcomeHasItsNameAndNumber() {
    for (var outcome : SagaOutcome.values()) {
      var shown =
          event(new SessionEvent.SagaEnded("s1.3", 1, outcome, List.of(), "", 2, NOW))
              .getSagaEnded()
              .getOutcome();
      assertThat(shown.name()).isEqualTo(outcome.name());
      assertThat(shown.getNumber()).isEqualTo(outcome.number());
    }
  }

  @Test
  void theTraceIsShownWhereItIsKnown() {
    var trace = Optional.of(TRACE);
    var requested = new SessionEvent.SagaRequested("s1.3", "t", Map.of(), DUE, 2, trace, NOW);
    assertThat(event(requested).getTraceparent()).isEqualTo(TRACE);
    var worded = new SessionEvent.AgentMessageRecorded("x", 2, "s1.3", false, trace, NOW);
    assertThat(event(worded).getTraceparent()).isEqualTo(TRACE);
    var reply = new SessionEvent.AgentMessageRecorded("x", 2, "", false, NOW);
    assertThat(event(reply).getTraceparent()).isEmpty();
  }

  @Test
  void aPendingSagaShowsItsQuestionAndThatItIsParked() {
    var question = Optional.of(new Question("decide", List.of("KEEP", "CANCEL"), DUE));
    var asking = pending("s1.3", false, question);
    var parked = pending("s1.5", true, Optional.empty());
    var id = new SessionId("acme", "s1");
    var session =
        new SessionReply.SessionView(id, "p", "app", "en", "echo", Life.OPEN, 7, NOW, NOW);
    var context = Context.EMPTY.await(asking).await(parked);
    var shown =
        PublicContexts.context(new SessionReply.ContextView(session, "", context, List.of(), "k1"));
    assertThat(shown.getPendingSagas(0).getQuestion().getOptionsList())
        .containsExactly("KEEP", "CANCEL");
    assertThat(shown.getPendingSagas(0).getQuestion().getDue())
        .isEqualTo(PublicEvents.timestamp(DUE));
    assertThat(shown.getPendingSagas(0).getParked()).isFalse();
    assertThat(shown.getPendingSagas(1).hasQuestion()).isFalse();
    assertThat(shown.getPendingSagas(1).getParked()).isTrue();
  }

  private static PendingSaga pending(String saga, boolean parked, Optional<Question> question) {
    return new PendingSaga(
        saga, "t", Map.of(), 3, 2, DUE, 1, false, parked, question, Optional.empty());
  }
}
