package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentAnswer.SagaStart;
import switchboard.context.Fact;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionReply.Rejection.OfOperator;
import switchboard.session.SessionState.Life;
import switchboard.session.TurnEvent.Outcome;

/** What a session does when its operator steps in. */
class OperatorRulesTest {
  private static final Duration PAUSE = Duration.ofMinutes(15);

  private final Turning session = new Turning();

  private SessionReply pause(String request, Duration length) {
    return session.execute(
        new SessionCommand.Pause(length, "the agent loops", Turning.mark(request)));
  }

  private SessionReply pause() {
    return pause("p1", PAUSE);
  }

  private SessionReply resume() {
    return session.execute(SessionCommand.Resume.RESUME);
  }

  private SessionReply cancel(long turn, boolean compensate) {
    return session.execute(new SessionCommand.CancelTurn(turn, compensate));
  }

  private SessionReply close() {
    return session.execute(new SessionCommand.Close(Turning.mark("close"), Optional.empty()));
  }

  private static SessionReply refused(Rejection rejection) {
    return new Rejected(rejection);
  }

  private static AgentAnswer starting() {
    return AgentAnswer.say("One moment.")
        .starting(new SagaStart("order_status", Map.of(), Duration.ofMinutes(1)));
  }

  @Test
  void aPauseIsAnEventAndKeepsMessagesOutUntilItsEnd() {
    assertThat(pause()).isEqualTo(new Recorded(2, session.now));
    var until = session.now.plus(PAUSE);
    assertThat(session.recorded.getLast())
        .isEqualTo(
            new PauseEvent.Paused(until, "the agent loops", Turning.mark("p1"), session.now));
    assertThat(session.say("hello")).isEqualTo(refused(new OfOperator.Paused(until)));
    assertThat(session.state.lastSequence()).isEqualTo(2);
    session.now = until.minusMillis(1);
    assertThat(session.say("hello")).isEqualTo(refused(new OfOperator.Paused(until)));
    // whether or not the end was recorded by then
    session.now = until;
    assertThat(session.say("hello")).isEqualTo(new Recorded(3, session.now));
  }

  @Test
  void aMessageThatWasRecordedBeforeIsKnownInAPause() {
    var send = new SessionCommand.SendMessage("hello", Turning.mark("again"));
    var first = session.execute(send);
    pause();
    assertThat(session.execute(send)).isEqualTo(first);
  }

  @Test
  void aRefusedMessageIsTakenWithTheSameRequestIdAfterwards() {
    pause();
    var send = new SessionCommand.SendMessage("hello", Turning.mark("again"));
    assertThat(session.execute(send)).isInstanceOf(Rejected.class);
    resume();
    assertThat(session.execute(send)).isEqualTo(new Recorded(4, session.now));
  }

  @Test
  void aRepeatedPauseChangesNothingAndANewOneMovesItsEnd() {
    var first = pause();
    session.now = session.now.plusSeconds(60);
    assertThat(pause()).isEqualTo(first);
    var other = new SessionCommand.Pause(PAUSE, "another", new RequestMark("p1", "11"));
    assertThat(session.execute(other)).isEqualTo(refused(Rejection.Plain.REQUEST_ID_REUSED));
    pause("p2", Duration.ofHours(1));
    assertThat(session.state.pause().orElseThrow().until())
        .isEqualTo(session.now.plus(Duration.ofHours(1)));
  }

  @Test
  void whatIsResumedTakesMessages() {
    pause();
    assertThat(resume()).isEqualTo(new Recorded(3, session.now));
    assertThat(session.recorded.getLast())
        .isEqualTo(new PauseEvent.Resumed(PauseEvent.Why.REQUESTED, session.now));
    assertThat(session.say("hello")).isEqualTo(new Recorded(4, session.now));
    assertThat(resume()).isEqualTo(refused(OfOperator.NotSo.NOT_PAUSED));
  }

  @Test
  void aPauseThatIsOverCannotBeResumed() {
    pause();
    session.now = session.now.plus(PAUSE);
    assertThat(resume()).isEqualTo(refused(OfOperator.NotSo.NOT_PAUSED));
  }

  @Test
  void reportsAndFactsAreRecordedInAPause() {
    session.say("where is it?");
    session.answer(starting());
    pause();
    var saga = session.saga();
    var reply = session.report(saga, new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(), ""));
    assertThat(reply).isInstanceOf(Recorded.class);
    assertThat(session.state.context().pending()).isEmpty();
    var fact = new Fact("order", "X-1", Map.of("status", "PLACED"), session.now, "order.events");
    assertThat(session.execute(new SessionCommand.Observe("e1", fact)))
        .isInstanceOf(Recorded.class);
  }

  @Test
  void anOpenTurnIsAnsweredInAPause() {
    session.say("hello");
    pause();
    assertThat(session.answer(AgentAnswer.say("hi"))).hasSize(2);
    assertThat(session.open()).isEmpty();
  }

  @Test
  void aPausedSessionCanBeClosedAndIsNotPausedThen() {
    pause();
    assertThat(close()).isInstanceOf(Recorded.class);
    assertThat(session.state.life()).isEqualTo(Life.CLOSED);
    assertThat(session.state.pause()).isEmpty();
    assertThat(pause("p2", PAUSE)).isEqualTo(refused(Rejection.Plain.ENDED));
    assertThat(pause()).as("as it was answered first").isEqualTo(new Recorded(2, Turning.START));
    assertThat(resume()).isEqualTo(refused(Rejection.Plain.ENDED));
    assertThat(cancel(0, false)).isEqualTo(refused(Rejection.Plain.ENDED));
  }

  @Test
  void anErasureEndsAPauseAndNothingCanBePausedAfterIt() {
    pause();
    session.execute(SessionCommand.Erase.ERASE);
    assertThat(session.state.pause()).isEmpty();
    assertThat(pause("p2", PAUSE)).isEqualTo(refused(Rejection.Plain.SUBJECT_ERASED));
    assertThat(resume()).isEqualTo(refused(Rejection.Plain.SUBJECT_ERASED));
    assertThat(cancel(0, false)).isEqualTo(refused(Rejection.Plain.SUBJECT_ERASED));
  }

  @Test
  void nothingIsPausedThatDoesNotExist() {
    session.state = SessionState.none(session.state.id());
    assertThat(pause()).isEqualTo(refused(Rejection.Plain.NOT_FOUND));
    assertThat(resume()).isEqualTo(refused(Rejection.Plain.NOT_FOUND));
    assertThat(cancel(0, false)).isEqualTo(refused(Rejection.Plain.NOT_FOUND));
  }

  @Test
  void aPauseIsLongerThanNothingAndAtMostADay() {
    for (var length : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofHours(25))) {
      assertThatThrownBy(() -> pause("p", length)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(pause("p", Duration.ofHours(24))).isInstanceOf(Recorded.class);
  }

  @Test
  void aForkIsNotPaused() {
    pause();
    var forked = new SessionEvent.Forked(session.state.id(), 2, Turning.mark("fork"), session.now);
    assertThat(SessionFold.apply(session.state, forked).pause()).isEmpty();
  }

  @Test
  void aPauseDoesNotKeepASessionFromBeingIdle() {
    session.now = session.now.plusSeconds(60);
    pause();
    assertThat(session.state.activeTime()).isEqualTo(Turning.START);
  }

  @Test
  void aTurnThatIsCancelledEndsAsOneThatIsInterruptedAndTheNextIsCurrent() {
    session.say("one");
    session.say("two");
    assertThat(cancel(0, false)).isEqualTo(new Recorded(6, session.now));
    assertThat(session.recorded.getLast())
        .isEqualTo(new TurnEvent.Ended(2, Outcome.INTERRUPTED, 1, "", session.now));
    assertThat(session.open()).containsExactly(4L);
    assertThat(session.current().attempt()).isEqualTo(1);
  }

  @Test
  void theTurnThatIsNamedIsCancelledAndNoOther() {
    session.say("one");
    session.say("two");
    assertThat(cancel(4, false)).isInstanceOf(Recorded.class);
    assertThat(session.open()).containsExactly(2L);
    assertThat(cancel(4, false)).isEqualTo(refused(OfOperator.NotSo.TURN_NOT_OPEN));
    cancel(2, false);
    assertThat(cancel(0, false)).isEqualTo(refused(OfOperator.NotSo.TURN_NOT_OPEN));
  }

  @Test
  void theSagasOfACancelledTurnGoOnOrAreTakenBack() {
    session.say("where is it?");
    session.answer(starting());
    var saga = session.saga();
    session.report(saga, new SagaReport.Progressed("order", List.of()));
    cancel(0, false);
    assertThat(session.recorded).noneMatch(SessionEvent.SagaTakenBack.class::isInstance);
    session.say("and now?", WhenBusy.INTERRUPT);
    cancel(0, true);
    assertThat(session.recorded.getLast())
        .isEqualTo(
            new SessionEvent.SagaTakenBack(saga.saga(), session.recorded.size() - 3, session.now));
  }
}
