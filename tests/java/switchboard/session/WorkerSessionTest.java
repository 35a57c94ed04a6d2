package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.Agents;
import switchboard.agent.AnswerLimits;
import switchboard.agent.EchoAgent;
import switchboard.agent.WorkerAgent;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.fakes.FakeWorkers;
import switchboard.fakes.InMemoryKeys;
import switchboard.fakes.JournalKit;
import switchboard.fakes.Profiled;
import switchboard.journal.EventReader;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.TurnEvent.Outcome;
import switchboard.wire.StoredSessions;

/** A session that hands its turns to workers, through losses, late answers and restarts. */
class WorkerSessionTest {
  private static final ActorTestKit KIT = ActorTestKit.create(JournalKit.config());
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final EventReader READER = JournalKit.reader(JOURNAL);
  private static final Retention RETENTION = new Retention(Duration.ofDays(2), Duration.ofDays(3));
  private static final Subject SUBJECT = new Subject("acme", "partner");

  private final InMemoryKeys keys = new InMemoryKeys();
  private final FakeWorkers workers = new FakeWorkers();
  private final SessionCodec codec = new StoredSessions(RETENTION, Duration.ofDays(1));
  private final SessionId id = new SessionId("acme", "s-" + UUID.randomUUID());
  private final TestProbe<SessionReply> replies = KIT.createTestProbe(SessionReply.class);
  private Agents agents = agents(Duration.ofMinutes(1), Optional.empty());
  private ActorRef<SessionMessage> entity;
  private int requests;

  private Agents agents(Duration timeout, Optional<String> standIn) {
    var agent = new WorkerAgent("concierge", timeout, standIn, "Sorry.", Duration.ofSeconds(2));
    return new Agents(
        List.of(new EchoAgent()), Map.of("concierge", agent), workers, AnswerLimits.ANY_SAGA);
  }

  private void spawn() {
    SagaStarter sagas = (SessionId _, Subject _, PendingSaga _) -> {};
    var dependencies =
        new SessionEntity.Dependencies(
            agents,
            sagas,
            codec,
            new StoredHistory(READER, new Locks(READER, keys), codec),
            keys,
            new Profiled(),
            (_, _, _) -> CompletableFuture.completedStage(null),
            new SessionSettings(new MemoryPolicy(20, 4_000, _ -> 1, (_, _) -> "short"), RETENTION),
            () -> "here:1",
            Clock.systemUTC());
    entity = KIT.spawn(SessionEntity.create(id, dependencies, _ -> {}));
  }

  private void begin() {
    spawn();
    execute(
        new SessionCommand.Create(
            "partner", "app", "en", "concierge", new RequestMark("create", "00")));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private SessionReply execute(SessionCommand command) {
    entity.tell(new SessionMessage.Execute(id, command, replies.ref()));
    return replies.receiveMessage();
  }

  private SessionReply say(String text) {
    return say(text, WhenBusy.ENQUEUE);
  }

  private SessionReply say(String text, WhenBusy whenBusy) {
    return execute(
        new SessionCommand.SendMessage(
            text, new RequestMark("m" + ++requests, "00"), Optional.empty(), whenBusy));
  }

  private FakeWorkers.Task task(int number) {
    await().until(() -> workers.tasks().size() >= number);
    return workers.tasks().get(number - 1);
  }

  private List<SessionEvent> events() {
    return JOURNAL.persistedInStorage(id.persistenceId()).stream()
        .map(stored -> codec.event(id, stored, keys.held(SUBJECT)))
        .toList();
  }

  private TurnEvent.Ended ended(long turn) {
    await().until(() -> events().stream().anyMatch(event -> isEnd(event, turn)));
    return (TurnEvent.Ended)
        events().stream().filter(event -> isEnd(event, turn)).findFirst().orElseThrow();
  }

  private static boolean isEnd(SessionEvent event, long turn) {
    return event instanceof TurnEvent.Ended ended && ended.turn() == turn;
  }

  private List<String> said() {
    return events().stream()
        .filter(SessionEvent.AgentMessageRecorded.class::isInstance)
        .map(event -> ((SessionEvent.AgentMessageRecorded) event).text())
        .toList();
  }

  private void restart() {
    KIT.stop(entity);
    spawn();
  }

  @Test
  void aMessageIsAcknowledgedBeforeAWorkerAnswersIt() {
    begin();
    assertThat(say("hello"))
        .isInstanceOfSatisfying(Recorded.class, reply -> assertThat(reply.sequence()).isEqualTo(2));
    var task = task(1);
    assertThat(task.turn().agent()).isEqualTo("concierge");
    assertThat(task.turn().prompt())
        .isInstanceOfSatisfying(
            AgentPrompt.UserSaid.class, said -> assertThat(said.text()).isEqualTo("hello"));
    assertThat(task.turn().view().context().turns()).hasSize(1);
    task.answer("w1", AgentAnswer.say("hi"));
    var end = ended(2);
    assertThat(end.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(end.worker()).isEqualTo("w1");
    assertThat(said()).containsExactly("hi");
  }

  @Test
  void whatAWorkerSaysWhileItAnswersIsShownLiveAndNotRecorded() {
    begin();
    var connection = KIT.createTestProbe(LiveFeed.class);
    entity.tell(new SessionMessage.Attach(connection.ref()));
    connection.expectMessageClass(LiveFeed.Attached.class);
    say("hello");
    connection.expectMessageClass(LiveFeed.Recorded.class);
    task(1).taken("w1");
    task(1).delta("h");
    connection.expectMessage(new LiveFeed.Delta(2, 1, "h"));
    var context = (SessionReply.ContextView) execute(SessionCommand.Get.CONTEXT);
    assertThat(context.worker()).isEqualTo("w1");
    assertThat(context.open()).extracting(OpenTurn::turn).containsExactly(2L);
    task(1).answer("w1", AgentAnswer.say("hi"));
    connection.expectMessageClass(LiveFeed.Recorded.class);
    assertThat(said()).containsExactly("hi");
  }

  @Test
  void aTurnThatIsLostIsHandedOutAgainAndTheLateAnswerIsRefused() {
    begin();
    say("hello");
    task(1).lose(Reason.WORKER_LOST);
    assertThat(task(2).turn().attempt()).isEqualTo(2);
    task(1).answer("w1", AgentAnswer.say("late"));
    task(2).answer("w2", AgentAnswer.say("in time"));
    assertThat(ended(2).attempt()).isEqualTo(2);
    task(2).answer("w2", AgentAnswer.say("twice"));
    await().until(() -> agents.counts().refusedAnswers() == 2);
    assertThat(agents.counts().lostAttempts(Reason.WORKER_LOST)).isEqualTo(1);
    assertThat(said()).containsExactly("in time");
  }

  @Test
  void anotherIncarnationHandsOutWhatIsOpenWithAnAttemptOfItsOwn() {
    begin();
    say("one");
    say("two");
    task(1);
    restart();
    assertThat(task(2).turn().attempt()).isEqualTo(2);
    restart();
    var third = task(3);
    assertThat(third.turn().attempt()).isEqualTo(3);
    task(1).answer("w1", AgentAnswer.say("late"));
    third.answer("w1", AgentAnswer.say("first"));
    task(4).answer("w1", AgentAnswer.say("second"));
    assertThat(ended(4).attempt()).isEqualTo(1);
    assertThat(said()).containsExactly("first", "second");
  }

  @Test
  void anEntityThatStopsTakesBackWhatItHandedOut() {
    begin();
    say("one");
    var task = task(1);
    KIT.stop(entity);
    assertThat(workers.cancelled()).containsExactly(task.turn());
  }

  @Test
  void aTurnThatNobodyAnswersEndsInTime() {
    agents = agents(Duration.ofMillis(300), Optional.empty());
    begin();
    say("hello");
    assertThat(ended(2).outcome()).isEqualTo(Outcome.EXPIRED);
    assertThat(said()).containsExactly("Sorry.");
    await().until(() -> workers.cancelled().size() == 1);
  }

  @Test
  void withoutAWorkerTheTurnWaitsForOne() {
    begin();
    say("hello");
    task(1).lose(Reason.NO_WORKER);
    task(2).lose(Reason.NO_WORKER);
    task(3).answer("w1", AgentAnswer.say("hi"));
    assertThat(ended(2).attempt()).isEqualTo(3);
  }

  @Test
  void withoutAWorkerAnAgentOfTheNodeAnswersIfThatIsConfigured() {
    agents = agents(Duration.ofMinutes(1), Optional.of(EchoAgent.NAME));
    begin();
    say("hello");
    task(1).lose(Reason.NO_WORKER);
    assertThat(ended(2).worker()).isEmpty();
    assertThat(said()).containsExactly(EchoAgent.reply("hello"));
  }

  @Test
  void aMessageThatInterruptsHasTheWorkerStop() {
    begin();
    say("one");
    task(1);
    say("two", WhenBusy.INTERRUPT);
    assertThat(task(2).turn().turn()).isEqualTo(4);
    assertThat(workers.cancelled()).containsExactly(task(1).turn());
    task(1).answer("w1", AgentAnswer.say("late"));
    task(2).answer("w1", AgentAnswer.say("yes"));
    assertThat(ended(2).outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(ended(4).outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(said()).containsExactly("yes");
  }

  @Test
  void theDeadlineLooksAfterASessionAsLongAsATurnIsOpen() {
    begin();
    say("one");
    var answer = KIT.createTestProbe(DeadlineAnswer.class);
    entity.tell(new SessionMessage.DeadlineDue(SessionDeadline.TURNS, answer.ref()));
    answer.expectMessageClass(DeadlineAnswer.MoveTo.class);
    task(1).answer("w1", AgentAnswer.say("hi"));
    ended(2);
    entity.tell(new SessionMessage.DeadlineDue(SessionDeadline.TURNS, answer.ref()));
    answer.expectMessage(DeadlineAnswer.Plain.STALE);
  }

  @Test
  void aSessionWokenAfterItsSubjectWasErasedHandsOutNothing() {
    begin();
    say("my secret");
    task(1);
    KIT.stop(entity);
    keys.erase(SUBJECT);
    spawn();
    assertThat(execute(SessionCommand.Erase.ERASE)).isEqualTo(new SessionReply.Erased(List.of()));
    assertThat(workers.tasks()).hasSize(1);
  }

  @Test
  void aSessionWhoseAgentIsNoLongerConfiguredIsAnsweredByTheNode() {
    begin();
    say("hello");
    task(1);
    agents = new Agents(List.of(new EchoAgent()));
    restart();
    assertThat(ended(2).outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(said()).containsExactly(EchoAgent.reply("hello"));
  }
}
