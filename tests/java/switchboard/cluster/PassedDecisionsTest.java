package switchboard.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import switchboard.fakes.InMemoryKeys;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaId;
import switchboard.saga.SagaReply;
import switchboard.saga.StepAnswer;
import switchboard.session.RequestMark;
import switchboard.session.Retention;
import switchboard.session.SessionEvent;
import switchboard.session.SessionFold;
import switchboard.session.SessionId;
import switchboard.session.SessionState;
import switchboard.stored.v1.OutboxEntry;
import switchboard.wire.OutboxEntries;
import switchboard.wire.StoredSessions;

/** What a user decided leaves the session with its event, sealed, and reaches the saga. */
class PassedDecisionsTest {
  private static final Subject SUBJECT = new Subject("acme", "partner/1");
  private static final SessionId SESSION = new SessionId("acme", "s1");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final SessionEvent.SagaDecided DECIDED =
      new SessionEvent.SagaDecided("s1.3", "decide", "CANCEL", 5, NOW);

  private final InMemoryKeys keys = new InMemoryKeys();
  private final List<Object> told = new ArrayList<>();
  private SagaReply reply = SagaReply.DONE;
  private final PassedDecisions decisions =
      new PassedDecisions(
          (id, command) -> {
            told.add(id);
            told.add(command);
            return CompletableFuture.completedStage(reply);
          });

  @Test
  void theSagaIsToldAsOfAStepThatTheUserAnswered() throws Exception {
    assertThat(decisions.pass(entry()).toCompletableFuture()).isCompleted();
    var answer = new StepAnswer("decide", true, "", Map.of("choice", "CANCEL"), NOW, "user");
    assertThat(told)
        .containsExactly(new SagaId(SESSION, "s1.3"), new SagaCommand.Answer(answer, 0));
  }

  @Test
  void aSagaThatIsGoneIsDoneWithAndOneThatIsAwayIsTriedAgain() throws Exception {
    reply = SagaReply.UNKNOWN_SAGA;
    assertThat(decisions.pass(entry()).toCompletableFuture()).isCompleted();
    reply = SagaReply.UNAVAILABLE;
    assertThat(decisions.pass(entry()).toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void aSagaThatIsCancelledIsToldSoUntilItIsThere() {
    var cancelled =
        OutboxEntry.TakeBackSaga.newBuilder()
            .setTenant("acme")
            .setSession("s1")
            .setSaga("s1.3")
            .build();
    reply = SagaReply.UNKNOWN_SAGA;
    assertThat(decisions.takeBack(cancelled).toCompletableFuture()).isCompletedExceptionally();
    reply = SagaReply.DONE;
    assertThat(decisions.takeBack(cancelled).toCompletableFuture()).isCompleted();
    assertThat(told).containsOnly(new SagaId(SESSION, "s1.3"), SagaCommand.TakeBack.TAKE_BACK);
  }

  /** As the session's own append has it. */
  private OutboxEntry.DecideSaga entry() throws Exception {
    var key =
        (SubjectKey.Present)
            keys.obtain(SUBJECT, Optional.empty()).toCompletableFuture().resultNow();
    var day = Duration.ofDays(1);
    var created =
        new SessionEvent.Created(
            SUBJECT.id(), "app", "en", "delivery", new RequestMark("c", "00"), NOW);
    var before = SessionFold.apply(SessionState.none(SESSION), created);
    var side =
        new StoredSessions(new Retention(day, day), day)
            .side(before, SessionFold.apply(before, DECIDED), List.of(DECIDED), key);
    assertThat(side.outbox()).hasSize(1);
    var bytes = side.outbox().getFirst();
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("CANCEL");
    var sealed = OutboxEntry.parseFrom(bytes).getSealed();
    var place = OutboxEntries.place(SUBJECT);
    return OutboxEntry.parseFrom(key.cipher().open(sealed.getEntry().toByteArray(), place))
        .getDecideSaga();
  }
}
