package switchboard.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.delivery.OrderStatusSaga;
import switchboard.fakes.InMemoryKeys;
import switchboard.fakes.JournalKit;
import switchboard.journal.StoreException;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.session.LiveFeed;
import switchboard.session.SessionCommand;
import switchboard.session.SessionCommand.ReportSaga;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.Sessions;
import switchboard.wire.StoredSagas;

class SagaEntityTest {
  private static final ActorTestKit KIT = ActorTestKit.create(JournalKit.config());
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final SagaCommand.Start START =
      new SagaCommand.Start(
          "order_status",
          "partner",
          Map.of("orderId", "XYZ-1"),
          NOW.plusSeconds(60),
          Optional.empty());

  private static final SagaPlan PAYOUT =
      SagaPlan.named("payout")
          .step(
              Step.http("payout", "payments", "GET", "/v1/partners/{partnerId}/payout")
                  .disclosing("partnerId", Known.SUBJECT))
          .atDeadline(SagaPlan.AtDeadline.TELL_WHAT_IS_KNOWN);

  private final SessionId session = new SessionId("acme", "s-" + UUID.randomUUID());
  private final SagaId id = new SagaId(session, session.session() + ".3");
  private final TestProbe<SagaReply> replies = KIT.createTestProbe(SagaReply.class);
  private final InMemoryKeys keys = new InMemoryKeys();
  private final StoredSagas codec = new StoredSagas();
  private final ToldSessions sessions = new ToldSessions();
  private final SagaKit.SteppedClock clock = new SagaKit.SteppedClock(NOW);
  private final SagaKit.Services services = new SagaKit.Services();
  private ActorRef<SagaMessage> entity;

  /** Sessions that remember what they are told and answer when the test says. */
  private static final class ToldSessions implements Sessions {
    private final List<ReportSaga> told = new ArrayList<>();
    private final List<CompletableFuture<SessionReply>> answers = new ArrayList<>();

    @Override
    public synchronized CompletionStage<SessionReply> execute(
        SessionId id, SessionCommand command, Duration within) {
      var answer = new CompletableFuture<SessionReply>();
      told.add((ReportSaga) command);
      answers.add(answer);
      return answer;
    }

    @Override
    public void attach(SessionId id, ActorRef<LiveFeed> connection) {
      throw new IllegalStateException("sagas attach nothing");
    }

    @Override
    public void typing(SessionId id, ActorRef<LiveFeed> connection) {
      throw new IllegalStateException("sagas do not type");
    }

    synchronized List<Long> reports() {
      return told.stream().map(ReportSaga::report).toList();
    }

    synchronized SagaReport last() {
      return told.getLast().content();
    }

    synchronized void answer(int call, SessionReply reply) {
      answers.get(call).complete(reply);
    }
  }

  @BeforeEach
  void spawn() {
    entity =
        KIT.spawn(
            SagaEntity.create(
                id,
                new SagaEntity.Dependencies(
                    Map.of("order_status", OrderStatusSaga.PLAN, "payout", PAYOUT),
                    sessions,
                    services,
                    new SagaKit.NamesOnly(),
                    codec,
                    new Locks(JournalKit.reader(JOURNAL), keys),
                    keys,
                    Duration.ofDays(1),
                    clock),
                _ -> {}));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void aRepeatedStartChangesNothing() {
    assertThat(execute(START)).isEqualTo(SagaReply.DONE);
    var before = stored();
    assertThat(before)
        .hasExactlyElementsOfTypes(SagaEvent.Started.class, SagaEvent.StepAsked.class);
    assertThat(execute(START)).isEqualTo(SagaReply.DONE);
    restart();
    assertThat(execute(START)).isEqualTo(SagaReply.DONE);
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void reportsGoOneAtATimeUntilTheSessionHasRecordedEach() {
    execute(START);
    execute(answer("order", "OUT_FOR_DELIVERY"));
    execute(answer("courier", "NEAR"));
    assertThat(sessions.reports()).containsExactly(1L);
    sessions.answer(0, new Recorded(5, NOW));
    await().until(() -> sessions.reports().equals(List.of(1L, 2L)));
    assertThat(sessions.last()).isInstanceOf(SagaReport.Ended.class);
    sessions.answer(1, new Recorded(7, NOW));
    await().until(() -> stored().getLast().equals(new SagaEvent.ReportAcknowledged(2, NOW)));
    assertThat(sessions.reports()).containsExactly(1L, 2L);
  }

  @Test
  void aReportThatWasNotRecordedIsSentAgain() {
    execute(START);
    execute(answer("order", "DELIVERED"));
    sessions.answer(0, new Rejected(Rejection.Plain.OUTCOME_UNKNOWN));
    await().until(() -> sessions.reports().equals(List.of(1L, 1L)));
    sessions.answer(1, new Rejected(Rejection.Plain.STORE_UNAVAILABLE));
    await().until(() -> sessions.reports().size() == 3);
    sessions.answer(2, new Recorded(5, NOW));
    await().until(() -> stored().getLast().equals(new SagaEvent.ReportAcknowledged(1, NOW)));
  }

  @Test
  void whatTheSessionHasNotRecordedIsReportedAgainAfterARestart() {
    execute(START);
    execute(answer("order", "OUT_FOR_DELIVERY"));
    execute(answer("courier", "NEAR"));
    sessions.answer(0, new Recorded(5, NOW));
    await().until(() -> sessions.reports().equals(List.of(1L, 2L)));
    restart();
    await().until(() -> sessions.reports().equals(List.of(1L, 2L, 2L)));
    sessions.answer(2, new Recorded(7, NOW));
    await().until(() -> stored().getLast().equals(new SagaEvent.ReportAcknowledged(2, NOW)));
    restart();
    assertThat(execute(START)).isEqualTo(SagaReply.DONE);
    assertThat(sessions.reports()).hasSize(3);
  }

  @Test
  void aSessionThatIsGoneCountsAsTold() {
    execute(START);
    execute(answer("order", "DELIVERED"));
    sessions.answer(0, new Rejected(Rejection.Plain.NOT_FOUND));
    await().until(() -> stored().getLast().equals(new SagaEvent.ReportAcknowledged(1, NOW)));
  }

  @Test
  void theDeadlineEndsItPartiallyOnceAndIsStaleFromThenOn() {
    execute(START);
    assertThat(execute(new SagaCommand.PassDeadline("deadline"))).isEqualTo(SagaReply.DONE);
    clock.at(START.deadline());
    assertThat(execute(new SagaCommand.PassDeadline("deadline"))).isEqualTo(SagaReply.STALE);
    var before = stored();
    assertThat(before.get(2))
        .isEqualTo(
            new SagaEvent.Ended(
                SagaOutcome.PARTIALLY_COMPLETED, "DEADLINE_EXCEEDED", START.deadline()));
    assertThat(execute(new SagaCommand.PassDeadline("deadline"))).isEqualTo(SagaReply.STALE);
    assertThat(stored()).filteredOn(SagaEvent.Ended.class::isInstance).hasSize(1);
  }

  @Test
  void anAwakeSagaKeepsItsDeadlinesByItself() {
    execute(
        new SagaCommand.Start(
            "order_status",
            "partner",
            Map.of("orderId", "XYZ-1"),
            NOW.plusMillis(50),
            Optional.empty()));
    clock.at(NOW.plusMillis(50));
    await().until(() -> stored().stream().anyMatch(SagaEvent.Ended.class::isInstance));
  }

  @Test
  void aServiceIsCalledAndItsAnswerEndsTheStep() {
    execute(
        new SagaCommand.Start(
            "payout", "partner", Map.of(), NOW.plusSeconds(60), Optional.of("trace")));
    var call = services.calls().getFirst();
    assertThat(call.target().path()).isEqualTo("/v1/partners/partner/payout");
    assertThat(call.body()).isEmpty();
    assertThat(call.stepKey()).isEqualTo(id.entityId() + ":payout");
    assertThat(call.traceparent()).contains("trace");
    services.answer(0, new StepAnswer("payout", true, "", Map.of("amount", "7"), NOW, "payments"));
    await().until(() -> stored().stream().anyMatch(SagaEvent.Ended.class::isInstance));
  }

  @Test
  void aCallThatWasLostWithItsNodeIsMadeAgainWhenItsAttemptIsGivenUp() {
    execute(
        new SagaCommand.Start(
            "payout", "partner", Map.of(), NOW.plusSeconds(60), Optional.empty()));
    restart();
    assertThat(services.calls()).hasSize(1);
    clock.at(NOW.plusSeconds(3));
    assertThat(execute(new SagaCommand.PassDeadline("step:payout"))).isEqualTo(SagaReply.DONE);
    await().until(() -> services.calls().size() == 2);
    assertThat(services.calls().getLast().stepKey()).isEqualTo(id.entityId() + ":payout");
  }

  @Test
  void aCancelledSagaEndsWhereItStandsAndTellsNobody() {
    execute(START);
    assertThat(execute(SagaCommand.Cancel.CANCEL)).isEqualTo(SagaReply.DONE);
    var before = stored();
    assertThat(before.getLast())
        .isEqualTo(new SagaEvent.Ended(SagaOutcome.FAILED, SagaRules.ERASED, NOW));
    assertThat(execute(SagaCommand.Cancel.CANCEL)).isEqualTo(SagaReply.DONE);
    assertThat(execute(answer("order", "DELIVERED"))).isEqualTo(SagaReply.DONE);
    assertThat(execute(new SagaCommand.PassDeadline("deadline"))).isEqualTo(SagaReply.STALE);
    assertThat(stored()).isEqualTo(before);
    assertThat(sessions.reports()).isEmpty();
  }

  @Test
  void aReportOnItsWayWhenTheSagaIsCancelledIsNotAcknowledged() {
    execute(START);
    execute(answer("order", "DELIVERED"));
    assertThat(execute(SagaCommand.Cancel.CANCEL)).isEqualTo(SagaReply.DONE);
    sessions.answer(0, new Rejected(Rejection.Plain.SUBJECT_ERASED));
    assertThat(execute(SagaCommand.Cancel.CANCEL)).isEqualTo(SagaReply.DONE);
    assertThat(stored().getLast())
        .isEqualTo(new SagaEvent.Ended(SagaOutcome.FAILED, SagaRules.ERASED, NOW));
  }

  @Test
  void aSagaWhoseSubjectWasErasedEndsWithWhateverWakesIt() {
    execute(START);
    keys.erase(new Subject("acme", START.subject()));
    restart();
    assertThat(execute(new SagaCommand.PassDeadline("deadline"))).isEqualTo(SagaReply.STALE);
    assertThat(stored().getLast())
        .isEqualTo(new SagaEvent.Ended(SagaOutcome.FAILED, SagaRules.ERASED, NOW));
    assertThat(sessions.reports()).isEmpty();
  }

  @Test
  void aSagaThatNeverStartedIsUnknownAndOneOfAnUnknownTypeWaitsForARelease() {
    assertThat(execute(answer("order", "DELIVERED"))).isEqualTo(SagaReply.UNKNOWN_SAGA);
    assertThat(execute(new SagaCommand.PassDeadline("deadline"))).isEqualTo(SagaReply.UNKNOWN_SAGA);
    var unknown = new SagaCommand.Start("make_tea", "partner", Map.of(), NOW, Optional.empty());
    assertThat(execute(unknown)).isEqualTo(SagaReply.UNAVAILABLE);
    assertThat(stored()).isEmpty();
  }

  @Test
  void aCommandForAnotherSagaIsRefused() {
    entity.tell(new SagaMessage.Execute("acme/other.1", START, replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(SagaReply.UNAVAILABLE);
    assertThat(stored()).isEmpty();
  }

  @Test
  void aJournalThatFailsIsUnavailableAndTheEntityStops() {
    for (var failure :
        List.of(
            new StoreException.Unavailable("away for the test", null),
            new StoreException.Fenced("claimed elsewhere"))) {
      JOURNAL.failNextPersisted(id.persistenceId(), failure);
      assertThat(execute(START)).isEqualTo(SagaReply.UNAVAILABLE);
      replies.expectTerminated(entity);
      assertThat(stored()).isEmpty();
      spawn();
    }
    assertThat(execute(START)).isEqualTo(SagaReply.DONE);
  }

  @Test
  void aRejectedEventIsUnavailableAndTheEntityStops() {
    JOURNAL.rejectNextPersisted(id.persistenceId(), new IllegalStateException("unwritable"));
    assertThat(execute(START)).isEqualTo(SagaReply.UNAVAILABLE);
    replies.expectTerminated(entity);
  }

  private void restart() {
    KIT.stop(entity);
    spawn();
  }

  private static SagaCommand answer(String step, String status) {
    return new SagaCommand.Answer(
        new StepAnswer(step, true, "", Map.of("status", status), NOW, step + ".replies"), 1);
  }

  private SagaReply execute(SagaCommand command) {
    entity.tell(new SagaMessage.Execute(id.entityId(), command, replies.ref()));
    return replies.receiveMessage();
  }

  private List<SagaEvent> stored() {
    var key = keys.held(new Subject("acme", "partner"));
    return JOURNAL.persistedInStorage(id.persistenceId()).stream()
        .map(event -> codec.event(id, event, key))
        .toList();
  }
}
