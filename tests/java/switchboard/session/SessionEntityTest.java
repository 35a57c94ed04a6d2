package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.Agent;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.agent.Agents;
import switchboard.agent.EchoAgent;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.fakes.InMemoryKeys;
import switchboard.fakes.JournalKit;
import switchboard.fakes.Profiled;
import switchboard.journal.EventReader;
import switchboard.journal.StoreException;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;
import switchboard.wire.StoredSessions;

class SessionEntityTest {
  private static final ActorTestKit KIT = ActorTestKit.create(JournalKit.config());
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final SnapshotTestKit SNAPSHOTS = SnapshotTestKit.create(KIT.system());
  private static final EventReader READER = JournalKit.reader(JOURNAL);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

  private static final Retention RETENTION = new Retention(Duration.ofDays(2), Duration.ofDays(3));
  private static final Subject SUBJECT = new Subject("acme", "partner");

  private final SessionId id = new SessionId("acme", "s-" + UUID.randomUUID());
  private final TestProbe<SessionReply> replies = KIT.createTestProbe(SessionReply.class);
  private final InMemoryKeys keys = new InMemoryKeys();
  private final Profiled profile = new Profiled();
  private final SessionCodec codec = new StoredSessions(RETENTION, Duration.ofDays(1));
  private final List<PendingSaga> started = new CopyOnWriteArrayList<>();
  private final List<ActorRef<SessionMessage>> passivated = new CopyOnWriteArrayList<>();
  private volatile boolean confirming;
  private ActorRef<SessionMessage> entity;

  /** Starts a saga for whatever is said. */
  private static final class Starter implements Agent {
    @Override
    public String name() {
      return "starter";
    }

    @Override
    public AgentAnswer answer(AgentPrompt prompt, AgentView view) {
      return prompt instanceof AgentPrompt.UserSaid
          ? AgentAnswer.say("at once")
              .starting(new AgentAnswer.SagaStart("work", Map.of(), Duration.ofSeconds(9)))
          : AgentAnswer.say("news");
    }
  }

  /** Takes note of every start, and confirms it if told to. */
  private final class Sagas implements SagaStarter {
    @Override
    public void start(SessionId session, Subject subject, PendingSaga saga) {
      assertThat(session).isEqualTo(id);
      assertThat(subject).isEqualTo(SUBJECT);
      started.add(saga);
    }

    @Override
    public CompletionStage<Boolean> confirm(SessionId session, Subject subject, PendingSaga saga) {
      start(session, subject, saga);
      return CompletableFuture.completedStage(confirming);
    }
  }

  @BeforeEach
  void spawn() {
    var dependencies =
        new SessionEntity.Dependencies(
            new Agents(List.of(new EchoAgent(), new Starter())),
            new Sagas(),
            codec,
            new StoredHistory(READER, new Locks(READER, keys), codec),
            keys,
            profile,
            (_, _, _) -> CompletableFuture.completedStage(null),
            new SessionSettings(new MemoryPolicy(20, 4_000, _ -> 1, (_, _) -> "short"), RETENTION),
            () -> "",
            Clock.fixed(NOW, ZoneOffset.UTC));
    entity = KIT.spawn(SessionEntity.create(id, dependencies, passivated::add));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void whatIsAcknowledgedIsInTheJournal() {
    create("echo");
    assertThat(send("m", "hello")).isEqualTo(new Recorded(2, NOW));
    assertThat(stored())
        .hasExactlyElementsOfTypes(
            SessionEvent.Created.class,
            SessionEvent.UserMessageRecorded.class,
            SessionEvent.GoalChanged.class,
            SessionEvent.AgentMessageRecorded.class);
    assertThat(passivated).isEmpty();
  }

  @Test
  void aRepeatedRequestGetsItsFirstAnswerAfterARestartAndChangesNothing() {
    create("echo");
    var first = send("m", "hello");
    send("n", "more");
    restart();
    var before = stored();
    assertThat(send("m", "hello")).isEqualTo(first);
    assertThat(send("m", "other")).isEqualTo(new Rejected(Rejection.Plain.REQUEST_ID_REUSED));
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void aRepeatedRequestGetsItsFirstAnswerFromTheSnapshotAlone() {
    create("echo");
    var first = send("m-0", "hello");
    for (int i = 1; i < 70; i++) {
      send("m-" + i, "hello");
    }
    await().until(() -> SNAPSHOTS.persistedInStorage(id.persistenceId()).size() == 1);
    var view = view();
    restart(
        () -> {
          // the reader remembers it
          READER.events(id.persistenceId(), 1, 1, 1);
          JOURNAL.clearByIdPreservingSeqNumbers(id.persistenceId());
        });
    assertThat(send("m-0", "hello")).isEqualTo(first);
    var snapshot = SNAPSHOTS.persistedInStorage(id.persistenceId()).getFirst().second();
    assertThat(codec.state(id, snapshot, keys.held(SUBJECT)).lastSequence()).isGreaterThan(199);
    assertThat(view().createTime()).isEqualTo(view.createTime());
  }

  @Test
  void aCommandForAnotherSessionIsRefusedAndChangesNothing() {
    create("echo");
    var before = stored();
    var other = new SessionId("acme", "other");
    var command = new SessionCommand.SendMessage("hello", mark("m"));
    entity.tell(new SessionMessage.Execute(other, command, replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(new Rejected(Rejection.Plain.SHARD_MOVING));
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void aJournalThatFailsIsSaidToBeAwayAndTheEntityStops() {
    create("echo");
    var before = stored();
    JOURNAL.failNextPersisted(
        id.persistenceId(), new StoreException.Unavailable("away for the test", null));
    assertThat(send("m", "hello")).isEqualTo(new Rejected(Rejection.Plain.STORE_UNAVAILABLE));
    replies.expectTerminated(entity);
    assertThat(stored()).isEqualTo(before);
    spawn();
    assertThat(send("m", "hello")).isEqualTo(new Recorded(2, NOW));
  }

  @Test
  void aRejectedEventIsSaidToBeUnwrittenAndTheEntityStops() {
    create("echo");
    JOURNAL.rejectNextPersisted(id.persistenceId(), new IllegalStateException("unwritable"));
    assertThat(send("m", "hello")).isEqualTo(new Rejected(Rejection.Plain.STORE_UNAVAILABLE));
    replies.expectTerminated(entity);
  }

  @Test
  void anIncarnationThatIsFencedOffStopsAtOnceAndTheCommandIsWorthRepeating() {
    create("echo");
    var feed = KIT.createTestProbe(LiveFeed.class);
    entity.tell(new SessionMessage.Attach(feed.ref()));
    feed.expectMessage(new LiveFeed.Attached(1, false));
    JOURNAL.failNextPersisted(id.persistenceId(), new StoreException.Fenced("claimed elsewhere"));
    assertThat(send("m", "hello")).isEqualTo(new Rejected(Rejection.Plain.SHARD_MOVING));
    feed.expectMessage(LiveFeed.Detached.INSTANCE);
    replies.expectTerminated(entity);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void connectionsHearWhatIsRecordedInOrderAndThatTheEntityStops() {
    create("echo");
    var one = attach(1);
    var two = attach(1);
    send("m", "hello");
    send("n", "more");
    for (var feed : List.of(one, two)) {
      var first = feed.expectMessageClass(LiveFeed.Recorded.class);
      var second = feed.expectMessageClass(LiveFeed.Recorded.class);
      assertThat(first.events()).extracting(SequencedEvent::sequence).containsExactly(2L, 3L, 4L);
      assertThat(second.events()).extracting(SequencedEvent::sequence).containsExactly(5L, 6L, 7L);
      assertThat(first.events())
          .extracting(SequencedEvent::event)
          .isEqualTo(stored().subList(1, 4));
    }
    entity.tell(new SessionMessage.Typing(one.ref()));
    two.expectMessage(LiveFeed.Typing.INSTANCE);
    one.expectNoMessage(Duration.ofMillis(50));
    KIT.stop(entity);
    one.expectMessage(LiveFeed.Detached.INSTANCE);
    two.expectMessage(LiveFeed.Detached.INSTANCE);
  }

  @Test
  void aConnectionThatLeftOrStoppedHearsNothingMoreAndOneThatAsksAgainHearsOnce() {
    create("echo");
    var left = attach(1);
    var again = attach(1);
    entity.tell(new SessionMessage.Attach(again.ref()));
    again.expectMessage(new LiveFeed.Attached(1, false));
    entity.tell(new SessionMessage.Detach(left.ref()));
    send("m", "hello");
    again.expectMessageClass(LiveFeed.Recorded.class);
    again.expectNoMessage(Duration.ofMillis(50));
    left.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void aSessionThatDoesNotExistIsRefusedAndAsksToLeaveTheMemory() {
    assertThat(send("m", "hello")).isEqualTo(new Rejected(Rejection.Plain.NOT_FOUND));
    await().until(() -> passivated.equals(List.of(entity)));
    var feed = KIT.createTestProbe(LiveFeed.class);
    entity.tell(new SessionMessage.Attach(feed.ref()));
    feed.expectMessage(LiveFeed.Refused.NOT_FOUND);
    await().until(() -> passivated.size() == 2);
    assertThat(stored()).isEmpty();
  }

  @Test
  void aSagaIsAskedForWhenRecordedAndAgainAtItsDeadlineUntilItReports() {
    create("starter");
    send("m", "do it");
    var saga = started.getFirst();
    assertThat(started).hasSize(1);
    assertThat(saga.saga()).isEqualTo(id.session() + ".3");
    assertThat(isStale(SessionDeadline.start(saga.saga()))).isFalse();
    assertThat(started).containsExactly(saga, saga);
    assertThat(isStale("start:" + id.session() + ".99")).isTrue();
    assertThat(isStale("something-else")).isTrue();
    var end = new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(), "");
    execute(new SessionCommand.ReportSaga(saga.saga(), 1, end));
    assertThat(isStale(SessionDeadline.start(saga.saga()))).isTrue();
    assertThat(started).hasSize(2);
  }

  @Test
  void aSagaThatHasReportedIsNotAskedForAgain() {
    create("starter");
    send("m", "do it");
    var saga = started.getFirst().saga();
    execute(new SessionCommand.ReportSaga(saga, 1, new SagaReport.Progressed("s", List.of())));
    assertThat(isStale(SessionDeadline.start(saga))).isTrue();
    assertThat(started).hasSize(1);
  }

  @Test
  void aSessionClosedBeforeItsSagaReportsIsWokenOnlyUntilTheSagaConfirmsItsStart() {
    create("starter");
    send("m", "do it");
    execute(new SessionCommand.Close(mark("close"), Optional.empty()));
    var deadline = SessionDeadline.start(started.getFirst().saga());
    assertThat(isStale(deadline)).isFalse();
    confirming = true;
    assertThat(isStale(deadline)).isTrue();
    assertThat(started).hasSize(3);
  }

  @Test
  void aRepeatedReportIsRecordedOnceAlsoAfterARestart() {
    create("starter");
    send("m", "do it");
    var saga = started.getFirst().saga();
    var report = new SessionCommand.ReportSaga(saga, 1, new SagaReport.Progressed("s", List.of()));
    execute(report);
    var before = stored();
    restart();
    assertThat(execute(report)).isInstanceOf(Recorded.class);
    assertThat(stored()).isEqualTo(before);
  }

  private TestProbe<LiveFeed> attach(long last) {
    var feed = KIT.createTestProbe(LiveFeed.class);
    entity.tell(new SessionMessage.Attach(feed.ref()));
    feed.expectMessage(new LiveFeed.Attached(last, false));
    return feed;
  }

  private boolean isStale(String deadline) {
    var answer = KIT.createTestProbe(DeadlineAnswer.class);
    entity.tell(new SessionMessage.DeadlineDue(deadline, answer.ref()));
    return answer.receiveMessage() == DeadlineAnswer.Plain.STALE;
  }

  private void restart() {
    restart(() -> {});
  }

  private void restart(Runnable meanwhile) {
    KIT.stop(entity);
    meanwhile.run();
    spawn();
  }

  private void create(String agent) {
    var reply = execute(new SessionCommand.Create("partner", "app", "en", agent, mark("create")));
    assertThat(reply).isEqualTo(new Recorded(1, NOW));
  }

  private SessionReply send(String request, String text) {
    return execute(
        new SessionCommand.SendMessage(
            text, new RequestMark(request, "%08x".formatted(text.hashCode()))));
  }

  private SessionReply.SessionView view() {
    return (SessionReply.SessionView) execute(SessionCommand.Get.SESSION);
  }

  private SessionReply execute(SessionCommand command) {
    entity.tell(new SessionMessage.Execute(id, command, replies.ref()));
    return replies.receiveMessage();
  }

  private List<SessionEvent> stored() {
    return JOURNAL.persistedInStorage(id.persistenceId()).stream()
        .map(event -> codec.event(id, event, keys.held(SUBJECT)))
        .toList();
  }

  private static RequestMark mark(String request) {
    return new RequestMark(request, "00");
  }
}
