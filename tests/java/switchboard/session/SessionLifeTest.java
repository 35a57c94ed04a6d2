package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.Agents;
import switchboard.agent.ParrotAgent;
import switchboard.context.Fact;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.fakes.InMemoryKeys;
import switchboard.fakes.JournalKit;
import switchboard.fakes.Profiled;
import switchboard.journal.EventReader;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.profile.ProfileFact;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.session.SessionState.Life;
import switchboard.wire.StoredSessions;

/** How a session begins with its subject's key, is forked, and comes to its end. */
class SessionLifeTest {
  private static final ActorTestKit KIT = ActorTestKit.create(JournalKit.config());
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final EventReader READER = JournalKit.reader(JOURNAL);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final Retention RETENTION = new Retention(Duration.ofDays(2), Duration.ofDays(3));
  private static final Subject SUBJECT = new Subject("acme", "partner");

  private final InMemoryKeys keys = new InMemoryKeys();
  private final Profiled profile = new Profiled();
  private final SessionCodec codec = new StoredSessions(RETENTION, Duration.ofDays(1));
  private final SessionId id = new SessionId("acme", "s-" + UUID.randomUUID());
  private final TestProbe<SessionReply> replies = KIT.createTestProbe(SessionReply.class);
  private final List<SessionId> purged = new CopyOnWriteArrayList<>();
  private final List<ActorRef<SessionMessage>> passivated = new CopyOnWriteArrayList<>();
  private volatile boolean purging = true;
  private volatile Instant now = START;
  private ActorRef<SessionMessage> entity;
  private int requests;

  private final class MovedClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @BeforeEach
  void spawn() {
    entity = spawn(id);
  }

  private ActorRef<SessionMessage> spawn(SessionId session) {
    SagaStarter sagas = (SessionId _, Subject _, PendingSaga _) -> {};
    var dependencies =
        new SessionEntity.Dependencies(
            new Agents(List.of(new ParrotAgent())),
            sagas,
            codec,
            new StoredHistory(READER, new Locks(READER, keys), codec),
            keys,
            profile,
            this::purge,
            new SessionSettings(new MemoryPolicy(20, 4_000, _ -> 1, (_, _) -> "short"), RETENTION),
            () -> "",
            new MovedClock());
    return KIT.spawn(SessionEntity.create(session, dependencies, passivated::add));
  }

  private CompletionStage<Void> purge(SessionId session, Subject subject, long last) {
    if (!purging) {
      return CompletableFuture.failedStage(new IllegalStateException("not now"));
    }
    purged.add(session);
    return CompletableFuture.completedStage(null);
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private SessionReply execute(SessionCommand command) {
    entity.tell(new SessionMessage.Execute(id, command, replies.ref()));
    return replies.receiveMessage();
  }

  private static RequestMark mark(String request) {
    return new RequestMark(request, "00");
  }

  private SessionReply create() {
    return execute(new SessionCommand.Create("partner", "app", "en", "parrot", mark("create")));
  }

  private SessionReply say(String text) {
    return execute(new SessionCommand.SendMessage(text, mark("m" + ++requests)));
  }

  private SessionReply.ContextView context() {
    return (SessionReply.ContextView) execute(SessionCommand.Get.CONTEXT);
  }

  private DeadlineAnswer due(String deadline) {
    var answer = KIT.createTestProbe(DeadlineAnswer.class);
    entity.tell(new SessionMessage.DeadlineDue(deadline, answer.ref()));
    return answer.receiveMessage();
  }

  private void restart() {
    KIT.stop(entity);
    spawn();
  }

  @Test
  void aSessionIsInItsSubjectsListBeforeAnythingOfItIsRecorded() {
    assertThat(create()).isEqualTo(new Recorded(1, START));
    assertThat(keys.sessions(SUBJECT)).containsExactly(id.session());
  }

  @Test
  void aSubjectThatWasErasedBeginsNoSession() {
    keys.erase(SUBJECT);
    assertThat(create()).isEqualTo(new Rejected(Rejection.Plain.SUBJECT_ERASED));
    assertThat(JOURNAL.persistedInStorage(id.persistenceId())).isEmpty();
  }

  @Test
  void withoutTheStoreOfKeysNothingIsBegunAndNothingIsRead() {
    keys.away(true);
    assertThat(create()).isEqualTo(new Rejected(Rejection.Plain.STORE_UNAVAILABLE));
    keys.away(false);
    create();
    keys.away(true);
    restart();
    replies.expectTerminated(entity);
    keys.away(false);
    spawn();
    assertThat(say("hello")).isEqualTo(new Recorded(2, START));
  }

  @Test
  void aLostKeyStopsTheSessionAndIsNotTakenForAnErasure() {
    create();
    say("hello");
    KIT.stop(entity);
    keys.lose(SUBJECT);
    spawn();
    entity.tell(new SessionMessage.Execute(id, SessionCommand.Get.CONTEXT, replies.ref()));
    replies.expectTerminated(entity);
    replies.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void theDigestOfARequestCannotBeComputedWithoutTheKey() {
    create();
    say("hello");
    var said = codec.event(id, JOURNAL.persistedInStorage(id.persistenceId()).get(1), key());
    var digest = ((SessionEvent.UserMessageRecorded) said).request().digest();
    assertThat(digest).hasSize(32).isNotEqualTo("00");
  }

  private SubjectKey key() {
    return keys.held(SUBJECT);
  }

  @Test
  void anIdleSessionIsClosedWhenItsTimeIsOverAndNotBefore() {
    create();
    now = START.plus(Duration.ofDays(1));
    say("hello");
    now = START.plus(Duration.ofDays(2));
    assertThat(due(SessionDeadline.IDLE))
        .isEqualTo(new DeadlineAnswer.MoveTo(START.plus(Duration.ofDays(3))));
    now = START.plus(Duration.ofDays(3));
    assertThat(due(SessionDeadline.IDLE)).isEqualTo(DeadlineAnswer.Plain.STALE);
    assertThat(context().session().life()).isEqualTo(Life.CLOSED);
    assertThat(say("too late")).isEqualTo(new Rejected(Rejection.Plain.ENDED));
    assertThat(due(SessionDeadline.IDLE)).isEqualTo(DeadlineAnswer.Plain.STALE);
    assertThat(context().session().lastSequence()).isEqualTo(4);
  }

  @Test
  void whatIsToldUnaskedDoesNotKeepASessionAliveAndIsTakenOnceAlsoAfterARestart() {
    create();
    now = START.plus(Duration.ofDays(1));
    var fact = new Fact("order", "XYZ-1", Map.of("status", "SENT"), now, "order.events");
    var told = new SessionCommand.Observe("event-1", fact);
    assertThat(execute(told)).isEqualTo(new Recorded(2, now));
    restart();
    assertThat(execute(told)).isEqualTo(new Recorded(2, now));
    assertThat(context().context().facts()).containsExactly(fact);
    assertThat(due(SessionDeadline.IDLE))
        .isEqualTo(new DeadlineAnswer.MoveTo(START.plus(Duration.ofDays(2))));
    now = START.plus(Duration.ofDays(2));
    assertThat(due(SessionDeadline.IDLE)).isEqualTo(DeadlineAnswer.Plain.STALE);
    assertThat(context().session().life()).isEqualTo(Life.CLOSED);
    assertThat(execute(new SessionCommand.Observe("event-2", fact)))
        .isEqualTo(new Rejected(Rejection.Plain.ENDED));
  }

  @Test
  void aPauseSurvivesARestartAndEndsAtItsDeadline() {
    create();
    var until = START.plus(Pause.STANDARD);
    execute(new SessionCommand.Pause(Pause.STANDARD, "why", mark("pause")));
    restart();
    var refused = new Rejected(new Rejection.OfOperator.Paused(until));
    assertThat(say("hello")).isEqualTo(refused);
    assertThat(context().session().pausedUntil()).contains(until);
    assertThat(due(SessionDeadline.PAUSE)).isEqualTo(new DeadlineAnswer.MoveTo(until));
    now = until;
    assertThat(due(SessionDeadline.PAUSE)).isEqualTo(DeadlineAnswer.Plain.STALE);
    assertThat(context().session().pausedUntil()).isEmpty();
    assertThat(context().session().lastSequence()).isEqualTo(3);
    assertThat(say("hello")).isEqualTo(new Recorded(4, until));
    assertThat(due(SessionDeadline.PAUSE)).isEqualTo(DeadlineAnswer.Plain.STALE);
  }

  @Test
  void aClosedSessionIsRemovedAndAnOpenOneIsNot() {
    create();
    assertThat(due(SessionDeadline.PURGE)).isEqualTo(DeadlineAnswer.Plain.STALE);
    assertThat(purged).isEmpty();
    execute(new SessionCommand.Close(mark("close"), Optional.empty()));
    purging = false;
    assertThat(due(SessionDeadline.PURGE)).isEqualTo(DeadlineAnswer.Plain.KEEP);
    purging = true;
    assertThat(due(SessionDeadline.PURGE)).isEqualTo(DeadlineAnswer.Plain.STALE);
    assertThat(purged).containsExactly(id);
    await().until(() -> !passivated.isEmpty());
  }

  @Test
  void anErasedSessionHasNothingLeftAndTakesNothing() {
    create();
    say("my secret");
    assertThat(execute(SessionCommand.Erase.ERASE)).isEqualTo(new SessionReply.Erased(List.of()));
    keys.erase(SUBJECT);
    for (int life = 0; life < 2; life++) {
      assertThat(say("more")).isEqualTo(new Rejected(Rejection.Plain.SUBJECT_ERASED));
      var context = context();
      assertThat(context.session().life()).isEqualTo(Life.ERASED);
      assertThat(context.context().turns()).isEmpty();
      assertThat(context.keyEncryptionKey()).isEmpty();
      assertThat(execute(SessionCommand.Erase.ERASE)).isEqualTo(new SessionReply.Erased(List.of()));
      restart();
    }
    var events = JOURNAL.persistedInStorage(id.persistenceId());
    assertThat(events).hasSize(4);
    assertThat(codec.event(id, events.get(1), SubjectKey.Absent.ERASED))
        .isInstanceOfSatisfying(
            SessionEvent.UserMessageRecorded.class, said -> assertThat(said.text()).isEmpty());
  }

  @Test
  void aSessionWokenWhileItsSubjectIsErasedCanStillBeEnded() {
    create();
    say("my secret");
    KIT.stop(entity);
    keys.erase(SUBJECT);
    spawn();
    assertThat(say("more")).isEqualTo(new Rejected(Rejection.Plain.SUBJECT_ERASED));
    assertThat(execute(SessionCommand.Erase.ERASE)).isEqualTo(new SessionReply.Erased(List.of()));
    assertThat(context().session().life()).isEqualTo(Life.ERASED);
  }

  @Test
  void aForkReadsItsSourceAndGoesOnByItself() {
    create();
    say("hello");
    say("more");
    var forked = new SessionId("acme", "f-" + UUID.randomUUID());
    var fork = spawn(forked);
    var command = new SessionCommand.Fork(id, 3, mark("fork"));
    fork.tell(new SessionMessage.Execute(forked, command, replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(new Recorded(4, START));
    fork.tell(
        new SessionMessage.Execute(
            forked, new SessionCommand.SendMessage("other", mark("m1")), replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(new Recorded(5, START));
    assertThat(keys.sessions(SUBJECT)).containsExactlyInAnyOrder(id.session(), forked.session());
    assertThat(context().session().lastSequence()).isEqualTo(5);
    var past = JOURNAL.persistedInStorage(forked.persistenceId());
    assertThat(codec.event(forked, past.get(1), key()))
        .isInstanceOfSatisfying(
            SessionEvent.UserMessageRecorded.class,
            said -> assertThat(said.text()).isEqualTo("hello"));
  }

  @Test
  void aForkOfWhatIsNotThereIsRefused() {
    create();
    var forked = new SessionId("acme", "f-" + UUID.randomUUID());
    var fork = spawn(forked);
    var tooFar = new SessionCommand.Fork(id, 9, mark("fork"));
    fork.tell(new SessionMessage.Execute(forked, tooFar, replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(new Rejected(new Rejection.PastEnd(1)));
    var ofNothing = new SessionCommand.Fork(new SessionId("acme", "none"), 1, mark("fork"));
    fork.tell(new SessionMessage.Execute(forked, ofNothing, replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(new Rejected(Rejection.Plain.NOT_FOUND));
    assertThat(JOURNAL.persistedInStorage(forked.persistenceId())).isEmpty();
  }

  @Test
  void aSessionSeesTheProfileAndItsChanges() {
    var fact = new ProfileFact("last_order", "X-1", "elsewhere", START, START.plusSeconds(9));
    profile.change(List.of(fact));
    create();
    await().until(() -> context().profile().equals(List.of(fact)));
    profile.change(List.of());
    await().until(() -> context().profile().isEmpty());
    KIT.stop(entity);
    await().until(() -> profile.watching() == 0);
  }

  @Test
  void aMessageWaitsForTheProfileAndNothingElseDoes() {
    create();
    profile.hold();
    restart();
    assertThat(context().session().lastSequence()).isEqualTo(1);
    entity.tell(
        new SessionMessage.Execute(
            id, new SessionCommand.SendMessage("hello", mark("m")), replies.ref()));
    replies.expectNoMessage(Duration.ofMillis(50));
    profile.release();
    assertThat(replies.receiveMessage()).isEqualTo(new Recorded(2, START));
  }
}
