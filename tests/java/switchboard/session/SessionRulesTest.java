package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

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
import switchboard.agent.EchoAgent;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.MemoryPolicy;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Turn;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Surroundings;
import switchboard.session.SessionState.Life;

/** Given events, when a command, then events and a reply. */
class SessionRulesTest {
  private static final SessionId ID = new SessionId("acme", "s1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RequestMark CREATE = new RequestMark("c", "00");
  private static final SessionEvent.Created CREATED =
      new SessionEvent.Created("partner-1", "app", "en", "echo", CREATE, NOW);
  private static final Fact FACT =
      new Fact("order", "XYZ-1", Map.of("status", "PLACED"), NOW, "order.replies");

  private final Agent agent = new EchoAgent();

  private static SessionState given(SessionEvent... events) {
    var state = SessionState.none(ID);
    for (var event : events) {
      state = SessionFold.apply(state, event);
    }
    return state;
  }

  private SessionRules.Decision when(SessionState state, SessionCommand command) {
    return decide(state, command, agent, NOW);
  }

  private static SessionRules.Decision decide(
      SessionState state, SessionCommand command, Agent agent, Instant now) {
    var memory = new MemoryPolicy(Context.MAX_TURNS, 1 << 20, _ -> 1, (_, _) -> "short");
    return SessionRules.decide(
        state, command, new Surroundings(agent, List.of(), memory, "k1", "here", now));
  }

  private static SessionEvent closed(RequestMark mark) {
    return new SessionEvent.Closed(SessionEvent.Closed.Reason.REQUESTED, Optional.of(mark), NOW);
  }

  private static SessionCommand.SendMessage send(String id, String text) {
    return new SessionCommand.SendMessage(text, new RequestMark(id, digest(text)));
  }

  private static String digest(String text) {
    return "%08x".formatted(text.hashCode());
  }

  private static SessionReply rejected(Rejection rejection) {
    return new Rejected(rejection);
  }

  @Test
  void aNewSessionIsCreatedWithSequenceOne() {
    var create = new SessionCommand.Create("partner-1", "app", "en", "echo", CREATE);
    var decision = when(given(), create);
    assertThat(decision.events()).containsExactly(CREATED);
    assertThat(decision.reply()).isEqualTo(new Recorded(1, NOW));
  }

  @Test
  void aRepeatedCreationGetsTheFirstResultAndAnotherOneIsRefused() {
    var state = given(CREATED);
    var again = when(state, new SessionCommand.Create("partner-1", "app", "en", "echo", CREATE));
    assertThat(again.events()).isEmpty();
    assertThat(again.reply()).isEqualTo(new Recorded(1, NOW));
    var other =
        when(
            state,
            new SessionCommand.Create("partner-1", "app", "en", "echo", new RequestMark("d", "")));
    assertThat(other.reply()).isEqualTo(rejected(Rejection.Plain.EXISTS));
    var reused =
        when(
            state,
            new SessionCommand.Create("partner-2", "app", "en", "echo", new RequestMark("c", "1")));
    assertThat(reused.reply()).isEqualTo(rejected(Rejection.Plain.REQUEST_ID_REUSED));
  }

  @Test
  void aMessageIsRecordedWithItsReplyInOneAppend() {
    var decision = when(given(CREATED), send("m1", "hello"));
    assertThat(decision.reply()).isEqualTo(new Recorded(2, NOW));
    assertThat(decision.events())
        .hasExactlyElementsOfTypes(
            SessionEvent.UserMessageRecorded.class,
            SessionEvent.GoalChanged.class,
            SessionEvent.AgentMessageRecorded.class);
    var reply = (SessionEvent.AgentMessageRecorded) decision.events().getLast();
    assertThat(reply.text()).isEqualTo(EchoAgent.reply("hello")).hasSize(150);
    assertThat(reply.turn()).isEqualTo(2);
  }

  @Test
  void aRepeatedMessageGetsItsFirstResultAlsoAfterTheSessionWasClosed() {
    var said = new SessionEvent.UserMessageRecorded("hi", new RequestMark("m1", digest("hi")), NOW);
    var open = given(CREATED, said);
    var closed = SessionFold.apply(open, closed(new RequestMark("x", "")));
    for (var state : List.of(open, closed)) {
      var decision = when(state, send("m1", "hi"));
      assertThat(decision.events()).isEmpty();
      assertThat(decision.reply()).isEqualTo(new Recorded(2, NOW));
      assertThat(when(state, send("m1", "ho")).reply())
          .isEqualTo(rejected(Rejection.Plain.REQUEST_ID_REUSED));
    }
  }

  @Test
  void anIdIsForgottenAfterADayAndAfterAThousandOthers() {
    var said = new SessionEvent.UserMessageRecorded("hi", new RequestMark("m1", digest("hi")), NOW);
    var state = given(CREATED, said);
    var later = NOW.plus(Duration.ofHours(24)).plusMillis(1);
    assertThat(decide(state, send("m1", "hi"), agent, later).events()).isNotEmpty();
    for (int i = 0; i < RequestLog.MAX_REQUESTS; i++) {
      var mark = new RequestMark("other-" + i, "00");
      state = SessionFold.apply(state, new SessionEvent.UserMessageRecorded("x", mark, NOW));
    }
    assertThat(state.requests().entries()).hasSize(RequestLog.MAX_REQUESTS);
    assertThat(when(state, send("m1", "hi")).events()).isNotEmpty();
    assertThat(when(state, send("other-1", "x")).reply()).isInstanceOf(Rejected.class);
  }

  @Test
  void aSessionThatIsNotThereTakesNothingButCreation() {
    var nothing = given();
    assertThat(when(nothing, send("m", "hi")).reply())
        .isEqualTo(rejected(Rejection.Plain.NOT_FOUND));
    assertThat(when(nothing, new SessionCommand.Close(CREATE, Optional.empty())).reply())
        .isEqualTo(rejected(Rejection.Plain.NOT_FOUND));
    for (var get : SessionCommand.Get.values()) {
      assertThat(when(nothing, get).reply()).isEqualTo(rejected(Rejection.Plain.NOT_FOUND));
    }
    var report =
        new SessionCommand.ReportSaga("s1.3", 1, new SagaReport.Progressed("order", List.of()));
    assertThat(when(nothing, report).events()).isEmpty();
  }

  @Test
  void aClosedSessionTakesNoMessageAndIsNotClosedAgain() {
    var closed = given(CREATED, closed(new RequestMark("x", "01")));
    assertThat(closed.life()).isEqualTo(Life.CLOSED);
    assertThat(when(closed, send("m", "hi")).reply()).isEqualTo(rejected(Rejection.Plain.ENDED));
    var again = new SessionCommand.Close(new RequestMark("y", "01"), Optional.empty());
    assertThat(when(closed, again).reply()).isEqualTo(rejected(Rejection.Plain.ENDED));
    var repeated = new SessionCommand.Close(new RequestMark("x", "01"), Optional.empty());
    assertThat(when(closed, repeated).reply()).isEqualTo(new Recorded(2, NOW));
  }

  @Test
  void aStaleEtagIsRefusedWithTheCurrentOne() {
    var state = given(CREATED);
    var stale = new SessionCommand.Close(new RequestMark("x", ""), Optional.of(7L));
    assertThat(when(state, stale).reply()).isEqualTo(rejected(new Rejection.StaleEtag(1)));
    var fresh = new SessionCommand.Close(new RequestMark("x", ""), Optional.of(1L));
    assertThat(when(state, fresh).reply()).isEqualTo(new Recorded(2, NOW));
  }

  @Test
  void aSagaIsNamedAfterTheEventThatAskedForItAndReportsOnce() {
    Agent starter = new Starter();
    var asked = decide(given(CREATED), send("m1", "go"), starter, NOW);
    var state = given(CREATED);
    for (var event : asked.events()) {
      state = SessionFold.apply(state, event);
    }
    assertThat(state.context().pending())
        .singleElement()
        .satisfies(
            saga -> {
              assertThat(saga.saga()).isEqualTo("s1.3");
              assertThat(saga.startedSequence()).isEqualTo(3);
              assertThat(saga.turn()).isEqualTo(2);
            });
    var report =
        new SessionCommand.ReportSaga("s1.3", 1, new SagaReport.Progressed("order", List.of(FACT)));
    var first = decide(state, report, starter, NOW);
    assertThat(first.events())
        .hasExactlyElementsOfTypes(
            SessionEvent.SagaProgressed.class, SessionEvent.AgentMessageRecorded.class);
    for (var event : first.events()) {
      state = SessionFold.apply(state, event);
    }
    assertThat(state.context().facts()).containsExactly(FACT);
    assertThat(decide(state, report, starter, NOW).events()).isEmpty();
  }

  @Test
  void aSessionWithTooManyPendingSagasTakesNoMessageThatStartsAnother() {
    Agent starter = new Starter();
    var state = given(CREATED);
    for (int i = 0; i < Context.MAX_PENDING; i++) {
      for (var event : decide(state, send("m" + i, "go"), starter, NOW).events()) {
        state = SessionFold.apply(state, event);
      }
    }
    assertThat(state.context().pending()).hasSize(Context.MAX_PENDING);
    var refused = decide(state, send("one-more", "go"), starter, NOW);
    assertThat(refused.events()).isEmpty();
    assertThat(refused.reply()).isEqualTo(rejected(Rejection.Plain.BUSY));
    assertThat(when(state, send("talk", "hi")).events()).isNotEmpty();
  }

  @Test
  void aPartialEndKeepsTheSagaPendingAndASecondEndRemovesIt() {
    var requested =
        new SessionEvent.SagaRequested("s1.3", "t", Map.of(), NOW.plusSeconds(9), 2, NOW);
    var partial =
        new SessionEvent.SagaEnded(
            "s1.3", 1, SagaOutcome.PARTIALLY_COMPLETED, List.of(), "DEADLINE_EXCEEDED", 2, NOW);
    var complete =
        new SessionEvent.SagaEnded("s1.3", 2, SagaOutcome.COMPLETED, List.of(FACT), "", 2, NOW);
    var after = given(CREATED, requested, partial);
    assertThat(after.context().pending()).singleElement().matches(saga -> saga.partial());
    assertThat(given(CREATED, requested, partial, complete).context().pending()).isEmpty();
    assertThat(given(CREATED, requested, partial, partial).context().pending()).isEmpty();
  }

  @Test
  void progressAfterAPartialEndDoesNotKeepTheSagaPendingForEver() {
    var requested =
        new SessionEvent.SagaRequested("s1.3", "t", Map.of(), NOW.plusSeconds(9), 2, NOW);
    var partial =
        new SessionEvent.SagaEnded(
            "s1.3", 1, SagaOutcome.PARTIALLY_COMPLETED, List.of(), "DEADLINE_EXCEEDED", 2, NOW);
    var late = new SessionEvent.SagaProgressed("s1.3", 2, "order", List.of(FACT), 2, NOW);
    var givenUp =
        new SessionEvent.SagaEnded(
            "s1.3", 3, SagaOutcome.PARTIALLY_COMPLETED, List.of(), "DEADLINE_EXCEEDED", 2, NOW);
    var after = given(CREATED, requested, partial, late);
    assertThat(after.context().pending()).singleElement().matches(saga -> saga.partial());
    assertThat(given(CREATED, requested, partial, late, givenUp).context().pending()).isEmpty();
  }

  @Test
  void memoryIsBoundedAndKeepsTheLastMessages() {
    var state = given(CREATED);
    for (int i = 0; i < Context.MAX_TURNS + 5; i++) {
      var mark = new RequestMark("m" + i, "00");
      state = SessionFold.apply(state, new SessionEvent.UserMessageRecorded("t" + i, mark, NOW));
    }
    var texts = state.context().turns().stream().map(Turn::text).toList();
    assertThat(texts).hasSize(Context.MAX_TURNS).endsWith("t" + (Context.MAX_TURNS + 4));
  }

  @Test
  void sequencesAreGapFree() {
    var state = given(CREATED);
    var sequences = new ArrayList<Long>();
    for (int i = 0; i < 20; i++) {
      var events = when(state, send("m" + i, "text " + i)).events();
      state.sequenced(events).forEach(event -> sequences.add(event.sequence()));
      for (var event : events) {
        state = SessionFold.apply(state, event);
      }
    }
    assertThat(sequences).hasSize(60).isSorted().doesNotHaveDuplicates();
    assertThat(sequences.getLast()).isEqualTo(61);
    assertThat(state.lastSequence()).isEqualTo(61);
  }

  /** Starts a saga on every message and words every report. */
  private static final class Starter implements Agent {
    @Override
    public String name() {
      return "starter";
    }

    @Override
    public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
      return switch (prompt) {
        case AgentPrompt.UserSaid _ ->
            AgentAnswer.say("on it")
                .starting(new AgentAnswer.SagaStart("t", Map.of(), Duration.ofSeconds(9)));
        case AgentPrompt.SagaReported _ -> AgentAnswer.say("news");
        case AgentPrompt.FactObserved _ -> AgentAnswer.NOTHING;
      };
    }
  }
}
