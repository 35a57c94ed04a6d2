package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import switchboard.agent.ParrotAgent;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.MemoryPolicy;
import switchboard.session.SessionCommand.UpdateContext;
import switchboard.session.SessionCommand.UpdateContext.Part;
import switchboard.session.SessionReply.ContextView;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionRules.Surroundings;
import switchboard.session.SessionState.Life;

/** The context is changed from outside: all that was asked, or nothing. */
class ContextRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Goal GOAL = new Goal("a", Goal.Status.AWAITING_USER, Map.of());
  private static final Goal OTHER = new Goal("b", Goal.Status.AWAITING_USER, Map.of());
  private static final Fact FACT = new Fact("order", "X-1", Map.of("n", "1"), NOW, "test");

  private SessionState state =
      SessionFold.apply(
          SessionState.none(new SessionId("acme", "s1")),
          new SessionEvent.Created("p", "app", "en", "parrot", new RequestMark("c", "00"), NOW));

  private int requests;

  private SessionReply update(long etag, Part... parts) {
    return update(GOAL, false, etag, parts);
  }

  private SessionReply update(Goal goal, boolean whole, long etag, Part... parts) {
    return execute(
        new UpdateContext(
            Set.copyOf(Arrays.asList(parts)),
            whole,
            etag,
            Optional.of(goal),
            List.of(OTHER),
            List.of(FACT),
            new RequestMark("u" + ++requests, "0" + requests % 10)));
  }

  private void say() {
    execute(new SessionCommand.SendMessage("hi", new RequestMark("m" + ++requests, "00")));
  }

  private SessionReply execute(SessionCommand command) {
    var memory = new MemoryPolicy(20, 1 << 20, _ -> 1, (_, _) -> "short");
    var around = new Surroundings(new ParrotAgent(), List.of(), memory, "k1", "here", NOW);
    var decision = SessionRules.decide(state, command, around);
    state = SessionFold.apply(state, decision.events());
    return decision.reply();
  }

  private static Rejected stale(long current) {
    return new Rejected(new Rejection.StaleEtag(current));
  }

  @Test
  void allPartsChangeInOneEventAndTheAnswerIsTheContextAfterIt() {
    var reply = (ContextView) update(1, Part.values());
    assertThat(state.lastSequence()).isEqualTo(2);
    assertThat(reply.session().lastSequence()).isEqualTo(2);
    assertThat(reply.context()).isEqualTo(state.context());
    assertThat(state.context().goal()).contains(GOAL);
    assertThat(state.context().suspended()).containsExactly(OTHER);
    assertThat(state.context().facts()).containsExactly(FACT);
    assertThat(state.context().versions().goals()).isEqualTo(2);
    assertThat(state.context().versions().facts()).isEqualTo(2);
  }

  @Test
  void aPartThatIsNotNamedStaysAsItWas() {
    update(1, Part.values());
    update(OTHER, false, 2, Part.GOAL);
    assertThat(state.context().goal()).contains(OTHER);
    assertThat(state.context().suspended()).containsExactly(OTHER);
    assertThat(state.context().versions().facts()).isEqualTo(2);
  }

  @Test
  void aSectionThatChangedSinceIsRefusedAndNothingOfTheUpdateIsDone() {
    update(1, Part.GOAL);
    var before = state;
    assertThat(update(1, Part.GOAL, Part.FACTS)).isEqualTo(stale(2));
    assertThat(update(1, Part.SUSPENDED_GOALS)).isEqualTo(stale(2));
    assertThat(state).isEqualTo(before);
  }

  @Test
  void aBusyConversationAndOtherSectionsDoNotStarveASlowWriter() {
    say();
    update(3, Part.FACTS);
    say();
    assertThat(update(1, Part.GOAL)).isInstanceOf(ContextView.class);
  }

  @Test
  void theWholeDocumentIsGuardedByItsVersion() {
    say();
    assertThat(update(GOAL, true, 1, Part.values())).isEqualTo(stale(3));
    assertThat(update(GOAL, true, 3, Part.values())).isInstanceOf(ContextView.class);
  }

  @Test
  void anUpdateWithTheSameValueStillCountsSoThatOfTwoWritersOneIsRefused() {
    update(1, Part.GOAL);
    assertThat(update(2, Part.GOAL)).isInstanceOf(ContextView.class);
    assertThat(update(2, Part.GOAL)).isEqualTo(stale(3));
  }

  @Test
  void anEtagOfTheFutureIsNotBelieved() {
    assertThat(update(7, Part.GOAL)).isEqualTo(stale(1));
  }

  @Test
  void aRepeatedUpdateGetsItsFirstSequenceAlsoWhenOthersFollowed() {
    var update =
        new UpdateContext(
            Set.of(Part.GOAL),
            false,
            1,
            Optional.of(GOAL),
            List.of(),
            List.of(),
            new RequestMark("r", "01"));
    execute(update);
    say();
    assertThat(execute(update)).isEqualTo(new SessionReply.Recorded(2, NOW));
    assertThat(state.lastSequence()).isEqualTo(4);
  }

  @Test
  void aForkHasThePastOfItsSourceAndNothingIsPending() {
    var asked = new SessionEvent.SagaRequested("s1.2", "t", Map.of(), NOW.plusSeconds(9), 1, NOW);
    var waiting = new Goal("a", Goal.Status.AWAITING_SYSTEM, Map.of());
    var past =
        List.<SessionEvent>of(
            new SessionEvent.Created("p", "app", "en", "parrot", new RequestMark("c", "00"), NOW),
            asked,
            new SessionEvent.GoalChanged(waiting, List.of(), 1, NOW));
    var fork = new SessionCommand.Fork(new SessionId("acme", "s1"), 3, new RequestMark("f", "00"));
    var none = SessionState.none(new SessionId("acme", "s2"));
    var decision = SessionRules.fork(none, fork, past, NOW);
    var forked = SessionFold.apply(none, decision.events());
    assertThat(decision.reply()).isEqualTo(new SessionReply.Recorded(4, NOW));
    assertThat(forked.lastSequence()).isEqualTo(4);
    assertThat(forked.subject()).isEqualTo("p");
    assertThat(forked.context().pending()).isEmpty();
    assertThat(forked.context().goal()).contains(GOAL);
    assertThat(forked.requests().find("c", NOW)).isEmpty();
    assertThat(SessionRules.fork(forked, fork, past, NOW).reply())
        .isEqualTo(new SessionReply.Recorded(4, NOW));
    var other = new SessionCommand.Fork(fork.source(), 3, new RequestMark("g", "00"));
    assertThat(SessionRules.fork(forked, other, past, NOW).reply())
        .isEqualTo(new Rejected(Rejection.Plain.EXISTS));
  }

  @Test
  void aForkOfAClosedSessionIsOpen() {
    execute(new SessionCommand.Close(new RequestMark("x", "00"), Optional.empty()));
    assertThat(state.life()).isEqualTo(Life.CLOSED);
    var forked =
        SessionFold.apply(
            state, new SessionEvent.Forked(state.id(), 2, new RequestMark("f", "00"), NOW));
    assertThat(forked.life()).isEqualTo(Life.OPEN);
  }

  @Test
  void erasingEmptiesTheContextAndNamesWhatIsPending() {
    update(1, Part.values());
    state =
        SessionFold.apply(
            state, new SessionEvent.SagaRequested("s1.3", "t", Map.of(), NOW, 1, NOW));
    assertThat(execute(SessionCommand.Erase.ERASE))
        .isEqualTo(new SessionReply.Erased(List.of("s1.3")));
    assertThat(state.life()).isEqualTo(Life.ERASED);
    assertThat(state.context()).isEqualTo(Context.EMPTY);
    assertThat(execute(SessionCommand.Erase.ERASE)).isEqualTo(new SessionReply.Erased(List.of()));
    assertThat(update(4, Part.GOAL)).isEqualTo(new Rejected(Rejection.Plain.SUBJECT_ERASED));
  }
}
