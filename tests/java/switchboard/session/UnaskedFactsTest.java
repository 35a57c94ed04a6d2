package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.MemoryPolicy;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Surroundings;

/** What becomes known without having been asked for: recorded once, and the agent may speak. */
class UnaskedFactsTest {
  private static final SessionId ID = new SessionId("acme", "s1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RequestMark MARK = new RequestMark("c", "00");
  private static final Fact PACKED = fact("PACKED", NOW);
  private static final Fact SENT = fact("SENT", NOW.plusSeconds(1));

  private final Listener agent = new Listener();
  private SessionState state = SessionState.none(ID);
  private Instant now = NOW;

  /** Takes note of what it is asked, and answers as it is told to. */
  private static final class Listener implements Agent {
    private final List<AgentPrompt> prompts = new ArrayList<>();
    private final List<AgentView> views = new ArrayList<>();
    private AgentAnswer answer = AgentAnswer.NOTHING;

    @Override
    public String name() {
      return "listener";
    }

    @Override
    public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
      prompts.add(prompt);
      views.add(view);
      return answer;
    }
  }

  private static Fact fact(String status, Instant asOf) {
    return new Fact("order", "XYZ-1", Map.of("status", status), asOf, "order.events");
  }

  private SessionRules.Decision execute(SessionCommand command) {
    var memory = new MemoryPolicy(Context.MAX_TURNS, 1 << 20, _ -> 1, (_, _) -> "short");
    var around = new Surroundings(agent, List.of(), memory, "k1", "here", now);
    var decision = SessionRules.decide(state, command, around);
    state = SessionFold.apply(state, decision.events());
    return decision;
  }

  private SessionRules.Decision observe(String event, Fact fact) {
    return execute(new SessionCommand.Observe(event, fact));
  }

  private void create() {
    execute(new SessionCommand.Create("partner-1", "app", "en", "listener", MARK));
  }

  @Test
  void aFactIsRecordedWithWhatTheAgentSaysOfItInOneAppend() {
    create();
    agent.answer = AgentAnswer.say("It is packed.");
    var decision = observe("event-1", PACKED);
    assertThat(decision.reply()).isEqualTo(new Recorded(2, NOW));
    assertThat(decision.events())
        .containsExactly(
            new SessionEvent.FactObserved("event-1", PACKED, NOW),
            new SessionEvent.AgentMessageRecorded("It is packed.", 0, "", false, NOW));
    assertThat(state.context().facts()).containsExactly(PACKED);
    assertThat(state.context().versions().facts()).isEqualTo(2);
  }

  @Test
  void theAgentSeesWhatIsKnownNowAndWhatWasKnownBefore() {
    create();
    var first =
        new Fact("order", "XYZ-1", Map.of("status", "PACKED", "eta", "9"), NOW, "order.replies");
    observe("event-1", first);
    observe("event-2", SENT);
    var both =
        new Fact(
            "order", "XYZ-1", Map.of("status", "SENT", "eta", "9"), SENT.asOf(), "order.events");
    assertThat(agent.prompts)
        .containsExactly(
            new AgentPrompt.FactObserved(first, Optional.empty()),
            new AgentPrompt.FactObserved(both, Optional.of(first)));
    assertThat(agent.views.getLast().context().facts()).containsExactly(both);
    assertThat(agent.views.getLast().subject()).isEqualTo("partner-1");
    assertThat(state.context().facts()).containsExactly(both);
  }

  @Test
  void aRepeatedEventChangesNothingAndIsAcknowledged() {
    create();
    observe("event-1", PACKED);
    var again = observe("event-1", PACKED);
    assertThat(again.events()).isEmpty();
    assertThat(again.reply()).isEqualTo(new Recorded(2, NOW));
    assertThat(agent.prompts).hasSize(1);
  }

  @Test
  void whatIsOlderThanWhatIsKnownOfTheSameThingChangesNothing() {
    create();
    observe("event-2", SENT);
    assertThat(observe("event-1", PACKED).events()).isEmpty();
    assertThat(state.context().facts()).containsExactly(SENT);
    var other = new Fact("order", "XYZ-2", Map.of("status", "PACKED"), NOW, "order.events");
    assertThat(observe("event-3", other).events()).hasSize(1);
    var sameTime = fact("DELIVERED", SENT.asOf());
    assertThat(observe("event-4", sameTime).events()).hasSize(1);
  }

  @Test
  void theLastIdsAreRemembered() {
    create();
    for (int i = 0; i <= ObservedEvents.MOST; i++) {
      observe("event-" + i, PACKED);
    }
    assertThat(state.observed().ids()).hasSize(ObservedEvents.MOST).doesNotContain("event-0");
    assertThat(observe("event-1", PACKED).events()).isEmpty();
  }

  @Test
  void aSessionThatCannotTakeItSaysWhy() {
    assertThat(observe("event-1", PACKED).reply())
        .isEqualTo(new Rejected(Rejection.Plain.NOT_FOUND));
    create();
    observe("event-1", PACKED);
    execute(new SessionCommand.Close(new RequestMark("x", "00"), Optional.empty()));
    assertThat(observe("event-2", SENT).reply()).isEqualTo(new Rejected(Rejection.Plain.ENDED));
    execute(SessionCommand.Erase.ERASE);
    assertThat(observe("event-2", SENT).reply())
        .isEqualTo(new Rejected(Rejection.Plain.SUBJECT_ERASED));
    assertThat(state.observed().ids()).isEmpty();
    assertThat(state.context().facts()).isEmpty();
  }

  @Test
  void onlyTheUserAndWhatTheUserAskedForKeepsASessionFromBeingIdle() {
    create();
    agent.answer =
        AgentAnswer.say("by the way")
            .starting(new AgentAnswer.SagaStart("t", Map.of(), Duration.ofSeconds(9)));
    now = NOW.plusSeconds(60);
    observe("event-1", fact("SENT", now));
    assertThat(state.updateTime()).isEqualTo(now);
    assertThat(state.activeTime()).isEqualTo(NOW);
    execute(new SessionCommand.SendMessage("thanks", new RequestMark("m", "00")));
    assertThat(state.activeTime()).isEqualTo(now);
    assertThat(state.context().pending()).extracting(saga -> saga.turn()).containsExactly(0L, 5L);
  }

  @Test
  void moreSagasThanMayBePendingAreNotStarted() {
    create();
    agent.answer =
        AgentAnswer.NOTHING.starting(
            new AgentAnswer.SagaStart("t", Map.of(), Duration.ofSeconds(9)));
    for (int i = 0; i < Context.MAX_PENDING + 3; i++) {
      assertThat(observe("event-" + i, PACKED).reply()).isInstanceOf(Recorded.class);
    }
    assertThat(state.context().pending()).hasSize(Context.MAX_PENDING);
  }

  @Test
  void anIdIsNeitherEmptyNorLongerThanCanBeRemembered() {
    for (var id : List.of("", "x".repeat(257))) {
      assertThatThrownBy(() -> new SessionCommand.Observe(id, PACKED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 256");
    }
  }
}
