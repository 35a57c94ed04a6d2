package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.SagaStart;
import switchboard.agent.AgentPrompt;
import switchboard.agent.EchoAgent;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.TurnEvent.Matter;
import switchboard.session.TurnEvent.Outcome;

/** What a session records whose turns workers answer. */
class WorkerTurnsTest {
  private static final SagaReport ENDED =
      new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(), "");

  private final Turning session = new Turning();

  private TurnEvent.Ended ended(long turn, Outcome outcome, int attempt, String worker) {
    return new TurnEvent.Ended(turn, outcome, attempt, worker, session.now);
  }

  private static AgentAnswer starting() {
    return AgentAnswer.say("One moment.")
        .starting(new SagaStart("order_status", Map.of(), Duration.ofMinutes(1)));
  }

  @Test
  void aMessageIsRecordedAtOnceAndOpensATurn() {
    assertThat(session.say("hello")).isEqualTo(new Recorded(2, Turning.START));
    assertThat(session.recorded.subList(1, 3))
        .containsExactly(
            new SessionEvent.UserMessageRecorded("hello", Turning.mark("m1"), Turning.START),
            new TurnEvent.Opened(
                2,
                new Matter.Message(List.of(), List.of()),
                Turning.START.plus(Turning.TIMEOUT),
                Optional.empty(),
                Turning.START));
    assertThat(session.current().attempt()).isEqualTo(1);
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.UserSaid("hello", 2, Turning.START));
  }

  @Test
  void anAnswerIsRecordedWithTheEndOfItsTurn() {
    session.say("hello");
    assertThat(session.answer(AgentAnswer.say("hi")))
        .containsExactly(
            new SessionEvent.AgentMessageRecorded("hi", 2, "", false, session.now),
            ended(2, Outcome.ANSWERED, 1, "w1"));
    assertThat(session.state.open()).isEqualTo(OpenTurns.NONE);
    assertThat(session.state.context().turns()).hasSize(2);
  }

  @Test
  void aRepeatedMessageOpensNoSecondTurn() {
    var send = new SessionCommand.SendMessage("hello", Turning.mark("r"));
    assertThat(session.execute(send)).isEqualTo(session.execute(send));
    assertThat(session.open()).containsExactly(2L);
  }

  @Test
  void aSecondMessageWaitsAndIsCurrentWhenTheFirstIsAnswered() {
    session.say("one");
    session.say("two");
    assertThat(session.state.open().turns()).extracting(OpenTurn::attempt).containsExactly(1, 0);
    session.answer(AgentAnswer.say("first"));
    assertThat(session.current().turn()).isEqualTo(4);
    assertThat(session.current().attempt()).isEqualTo(1);
    assertThat(session.answer(AgentAnswer.say("second")).getFirst())
        .isEqualTo(new SessionEvent.AgentMessageRecorded("second", 4, "", false, session.now));
  }

  @Test
  void aMessageThatInterruptsEndsWhatIsOpenOfTheUser() {
    session.say("one");
    session.say("two");
    session.say("stop", WhenBusy.INTERRUPT);
    assertThat(session.recorded)
        .endsWith(ended(2, Outcome.INTERRUPTED, 1, ""), ended(4, Outcome.INTERRUPTED, 0, ""));
    assertThat(session.open()).containsExactly(6L);
    assertThat(session.current().attempt()).isEqualTo(1);
  }

  @Test
  void whatIsInterruptedIsListedWithItsOpenSagasAndTheAgentMayTakeThemBack() {
    session.say("where is it?");
    session.answer(starting());
    session.say("forget it", WhenBusy.INTERRUPT);
    var saga = session.saga().saga();
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.UserSaid("forget it", 7, session.now, List.of(saga)));
    assertThat(session.answer(AgentAnswer.say("Done.").takingBack(saga)))
        .startsWith(new SessionEvent.SagaTakenBack(saga, 7, session.now));
    assertThat(session.state.context().pending(saga)).isPresent();
  }

  @Test
  void aSagaThatIsNotPendingIsNotTakenBack() {
    session.say("forget it");
    session.answer(AgentAnswer.say("Done.").takingBack("s1.99"));
    assertThat(session.recorded).noneMatch(event -> event instanceof SessionEvent.SagaTakenBack);
  }

  @Test
  void aSagaThatEndedBeforeTheTurnIsHandedOutIsNotListed() {
    session.say("where is it?");
    session.answer(starting());
    session.say("forget it", WhenBusy.INTERRUPT);
    session.report(session.saga(), ENDED);
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.UserSaid("forget it", 7, session.now));
  }

  @Test
  void quickMessagesAreMergedInTheirOrder() {
    session.say("where is");
    session.now = session.now.plus(Turning.WINDOW);
    session.say("my order", WhenBusy.MERGE);
    session.say("XYZ?", WhenBusy.MERGE);
    assertThat(session.open()).containsExactly(7L);
    assertThat(session.current().deadline()).isEqualTo(Turning.START.plus(Turning.TIMEOUT));
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.UserSaid("where is\nmy order\nXYZ?", 7, session.now));
    assertThat(session.recorded)
        .contains(ended(2, Outcome.MERGED, 1, ""), ended(4, Outcome.MERGED, 1, ""));
  }

  @Test
  void aMessageAfterTheWindowIsNotMerged() {
    session.say("one");
    session.now = session.now.plus(Turning.WINDOW).plusMillis(1);
    session.say("two", WhenBusy.MERGE);
    assertThat(session.open()).containsExactly(2L, 4L);
  }

  @Test
  void aMessageThatIsRefusedLeavesNoTrace() {
    session.say("one");
    int before = session.recorded.size();
    assertThat(session.say("two", WhenBusy.REJECT)).isEqualTo(new Rejected(Rejection.Plain.BUSY));
    assertThat(session.recorded).hasSize(before);
    session.answer(AgentAnswer.say("hi"));
    assertThat(session.say("two", WhenBusy.REJECT)).isInstanceOf(Recorded.class);
  }

  @Test
  void messagesAreRefusedWhenTooManyWait() {
    for (int i = 0; i < WorkerTurns.MOST_OPEN; i++) {
      assertThat(session.say("more")).isInstanceOf(Recorded.class);
    }
    assertThat(session.say("more")).isEqualTo(new Rejected(Rejection.Plain.BUSY));
    assertThat(session.say("stop", WhenBusy.INTERRUPT)).isInstanceOf(Recorded.class);
    assertThat(session.open()).hasSize(1);
  }

  @Test
  void aReportIsAcknowledgedAtOnceAndWordedLater() {
    session.say("where is it?");
    session.answer(starting());
    var saga = session.saga();
    var reply = session.report(saga, ENDED);
    assertThat(reply).isEqualTo(new Recorded(7, session.now));
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.SagaReported(saga, ENDED, false));
    assertThat(session.answer(AgentAnswer.say("It is here.")))
        .containsExactly(
            new SessionEvent.AgentMessageRecorded(
                "It is here.", 2, saga.saga(), false, session.now),
            ended(7, Outcome.ANSWERED, 1, "w1"));
  }

  @Test
  void aReportIsWordedForWhereTheDialogueIsByThen() {
    session.say("where is it?");
    session.answer(starting());
    var saga = session.saga();
    session.report(saga, ENDED);
    session.say("something else");
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.SagaReported(saga, ENDED, true));
  }

  @Test
  void anInterruptionLeavesTheWordingOfAReport() {
    session.say("where is it?");
    session.answer(starting());
    session.report(session.saga(), ENDED);
    session.say("stop", WhenBusy.INTERRUPT);
    assertThat(session.open()).containsExactly(7L, 9L);
  }

  @Test
  void whatWasToldUnaskedIsWordedLater() {
    var fact = new Fact("order", "XYZ", Map.of("s", "PACKED"), session.now, "order.events");
    session.execute(new SessionCommand.Observe("e1", fact));
    assertThat(session.current().prompt(session.state.context()))
        .isEqualTo(new AgentPrompt.FactObserved(fact, Optional.empty()));
    var active = session.state.activeTime();
    session.now = session.now.plusSeconds(5);
    session.answer(AgentAnswer.say("It is packed."));
    assertThat(session.state.activeTime()).isEqualTo(active);
  }

  @Test
  void aTurnThatNobodyAnswersEndsWithAPoliteReply() {
    session.say("hello");
    session.now = session.now.plus(Turning.TIMEOUT);
    assertThat(session.expire())
        .containsExactly(
            new SessionEvent.AgentMessageRecorded(Turning.POLITE, 2, "", false, session.now),
            ended(2, Outcome.EXPIRED, 1, ""));
    assertThat(session.expire()).isEmpty();
  }

  @Test
  void aReportThatNobodyWordsEndsInSilence() {
    session.say("where is it?");
    session.answer(starting());
    session.report(session.saga(), ENDED);
    session.now = session.now.plus(Turning.TIMEOUT);
    assertThat(session.expire()).containsExactly(ended(7, Outcome.EXPIRED, 1, ""));
  }

  @Test
  void anAgentOfTheProcessCanStandIn() {
    session.say("hello");
    var events =
        session.record(WorkerTurns.standIn(session.state, session.current(), session.around()));
    assertThat(events)
        .contains(
            new SessionEvent.AgentMessageRecorded(
                EchoAgent.reply("hello"), 2, "", false, session.now),
            ended(2, Outcome.ANSWERED, 1, ""));
  }

  @Test
  void theEndOfTheSessionEndsItsTurns() {
    session.say("one");
    session.say("two");
    var reply = session.execute(new SessionCommand.Close(Turning.mark("c"), Optional.empty()));
    assertThat(reply).isEqualTo(new Recorded(8, session.now));
    assertThat(session.recorded.subList(5, 7))
        .containsExactly(ended(2, Outcome.CANCELLED, 1, ""), ended(4, Outcome.CANCELLED, 0, ""));
    assertThat(session.state.open()).isEqualTo(OpenTurns.NONE);
  }

  @Test
  void anErasureEndsTheTurns() {
    session.say("one");
    session.execute(SessionCommand.Erase.ERASE);
    assertThat(session.recorded).contains(ended(2, Outcome.CANCELLED, 1, ""));
    assertThat(session.state.open()).isEqualTo(OpenTurns.NONE);
  }

  @Test
  void aForkHasNothingOpen() {
    session.say("one");
    var fork = new SessionCommand.Fork(session.state.id(), 0, Turning.mark("f"));
    var other = SessionState.none(new SessionId("acme", "s2"));
    var decision = SessionRules.fork(other, fork, session.recorded, session.now);
    assertThat(SessionFold.apply(other, decision.events()).open()).isEqualTo(OpenTurns.NONE);
  }

  @Test
  void sagasThatAreTooManyAreLeftOutAndTheRestIsRecorded() {
    for (int i = 0; i <= Context.MAX_PENDING; i++) {
      session.say("go");
      session.answer(starting());
    }
    assertThat(session.state.context().pending()).hasSize(Context.MAX_PENDING);
    assertThat(session.recorded.getLast()).isInstanceOf(TurnEvent.Ended.class);
    assertThat(session.state.open()).isEqualTo(OpenTurns.NONE);
  }
}
