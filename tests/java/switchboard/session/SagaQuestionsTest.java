package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.Decision;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.MemoryPolicy;
import switchboard.context.Question;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionRules.Surroundings;

/** A saga asks its user, is told what was decided, and takes back what it did. */
class SagaQuestionsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String SAGA = "s1.3";
  private static final Fact FACT =
      new Fact("order", "XYZ-1", Map.of("status", "HELD"), NOW, "order.replies");
  private static final SagaReport.Asked ASKED =
      new SagaReport.Asked("decide", List.of("KEEP", "CANCEL"), DUE, List.of(FACT));

  private final Decider agent = new Decider();
  private SessionState state = SessionState.none(new SessionId("acme", "s1"));

  /** Starts a saga when "go" is said; answers anything else as it is told to. */
  private static final class Decider implements Agent {
    private AgentAnswer answer = AgentAnswer.NOTHING;
    private AgentPrompt last;

    @Override
    public String name() {
      return "decider";
    }

    @Override
    public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
      last = prompt;
      return prompt instanceof AgentPrompt.UserSaid(var text, _, _, _) && text.equals("go")
          ? AgentAnswer.NOTHING.starting(
              new AgentAnswer.SagaStart("problem", Map.of(), Duration.ofSeconds(90)))
          : answer;
    }
  }

  @BeforeEach
  void begin() {
    var mark = new RequestMark("c", "00");
    execute(new SessionCommand.Create("partner-1", "app", "en", "decider", mark));
    say("go");
  }

  private SessionRules.Decision execute(SessionCommand command) {
    var memory = new MemoryPolicy(Context.MAX_TURNS, 1 << 20, _ -> 1, (_, _) -> "short");
    var around = new Surroundings(agent, List.of(), memory, "k1", "here", NOW);
    var decision = SessionRules.decide(state, command, around);
    state = SessionFold.apply(state, decision.events());
    return decision;
  }

  private SessionRules.Decision say(String text) {
    var mark = new RequestMark(text, HexFormat.of().toHexDigits(text.hashCode()));
    return execute(new SessionCommand.SendMessage(text, mark, Optional.of(TRACE)));
  }

  private SessionRules.Decision report(long report, SagaReport content) {
    return execute(new SessionCommand.ReportSaga(SAGA, report, content));
  }

  private Optional<Question> question() {
    return state.context().pending(SAGA).orElseThrow().question();
  }

  @Test
  void whatASagaAsksIsOpenUntilItIsDecided() {
    agent.answer = AgentAnswer.say("Keep or cancel?");
    var asked = report(1, ASKED);
    assertThat(asked.events())
        .containsExactly(
            new SessionEvent.SagaAsked(
                SAGA, 1, "decide", List.of("KEEP", "CANCEL"), DUE, List.of(FACT), 2, NOW),
            new SessionEvent.AgentMessageRecorded(
                "Keep or cancel?", 2, SAGA, false, Optional.of(TRACE), NOW));
    assertThat(question()).contains(new Question("decide", List.of("KEEP", "CANCEL"), DUE));
    assertThat(state.context().facts()).containsExactly(FACT);
    agent.answer = AgentAnswer.say("Cancelled.").deciding(new Decision(SAGA, "decide", "CANCEL"));
    var decided = say("cancel it");
    assertThat(decided.events())
        .hasSize(3)
        .contains(new SessionEvent.SagaDecided(SAGA, "decide", "CANCEL", 6, NOW));
    assertThat(question()).isEmpty();
    assertThat(agent.last).isEqualTo(new AgentPrompt.UserSaid("cancel it", 6, NOW));
  }

  @Test
  void aDecisionThatFitsNoOpenQuestionIsDropped() {
    agent.answer = AgentAnswer.NOTHING.deciding(new Decision(SAGA, "decide", "CANCEL"));
    assertThat(say("before it is asked").events()).hasSize(1);
    agent.answer = AgentAnswer.NOTHING;
    report(1, ASKED);
    for (var wrong :
        List.of(
            new Decision("s1.99", "decide", "CANCEL"),
            new Decision(SAGA, "other", "CANCEL"),
            new Decision(SAGA, "decide", "NEITHER"))) {
      agent.answer = AgentAnswer.NOTHING.deciding(wrong);
      assertThat(say(wrong.toString()).events()).hasSize(1);
    }
    assertThat(question()).isPresent();
  }

  @Test
  void aQuestionIsDecidedOnce() {
    report(1, ASKED);
    var both =
        List.of(new Decision(SAGA, "decide", "KEEP"), new Decision(SAGA, "decide", "CANCEL"));
    agent.answer =
        new AgentAnswer(Optional.empty(), false, Optional.empty(), List.of(), both, Map.of());
    assertThat(say("keep, no, cancel").events())
        .filteredOn(SessionEvent.SagaDecided.class::isInstance)
        .extracting(event -> ((SessionEvent.SagaDecided) event).choice())
        .containsExactly("KEEP");
    assertThat(say("cancel").events()).hasSize(1);
  }

  @Test
  void aQuestionThatTimedOutIsClosedByTheNextReport() {
    report(1, ASKED);
    report(2, new SagaReport.Progressed("decide", List.of()));
    assertThat(question()).isEmpty();
    agent.answer = AgentAnswer.NOTHING.deciding(new Decision(SAGA, "decide", "KEEP"));
    assertThat(say("keep").events()).hasSize(1);
  }

  @Test
  void aRepeatedQuestionIsNotOpenedAgain() {
    report(1, ASKED);
    agent.answer = AgentAnswer.NOTHING.deciding(new Decision(SAGA, "decide", "KEEP"));
    say("keep");
    assertThat(report(1, ASKED).events()).isEmpty();
    assertThat(question()).isEmpty();
  }

  @Test
  void whatIsTakenBackIsToldStepByStepAndTheSagaStaysPendingUntilItEndedForGood() {
    var compensating = new SagaReport.Compensating("credit", "PARTNER_BLOCKED");
    assertThat(report(1, compensating).events())
        .containsExactly(
            new SessionEvent.SagaCompensating(SAGA, 1, "credit", "PARTNER_BLOCKED", 2, NOW));
    assertThat(agent.last).isInstanceOf(AgentPrompt.SagaReported.class);
    report(2, ended(SagaOutcome.PARTIALLY_COMPLETED));
    report(3, ended(SagaOutcome.PARKED));
    assertThat(state.context().pending(SAGA).orElseThrow().parked()).isTrue();
    report(4, ended(SagaOutcome.COMPENSATED));
    assertThat(state.context().pending()).isEmpty();
    var late = report(5, ended(SagaOutcome.COMPENSATED));
    assertThat(late.events()).isEmpty();
    assertThat(late.reply()).isEqualTo(new Recorded(state.lastSequence(), NOW));
  }

  @Test
  void theTraceOfAMessageGoesOnToTheSagaItStartsAndToWhatIsSaidOfThat() {
    assertThat(state.context().pending(SAGA).orElseThrow().traceparent()).contains(TRACE);
    agent.answer = AgentAnswer.say("news");
    var told = report(1, new SagaReport.Progressed("order", List.of()));
    assertThat(((SessionEvent.AgentMessageRecorded) told.events().getLast()).traceparent())
        .contains(TRACE);
    assertThat(state.context().pending(SAGA).orElseThrow().traceparent()).contains(TRACE);
    var reply = say("hello").events().getLast();
    assertThat(((SessionEvent.AgentMessageRecorded) reply).traceparent()).isEmpty();
  }

  private static SagaReport ended(SagaOutcome outcome) {
    return new SagaReport.Ended(outcome, List.of(), "");
  }
}
