package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.Agents;
import switchboard.agent.AnswerLimits;
import switchboard.agent.EchoAgent;
import switchboard.agent.WorkerAgent;
import switchboard.context.MemoryPolicy;
import switchboard.context.PendingSaga;
import switchboard.fakes.FakeWorkers;
import switchboard.fakes.InMemoryKeys;
import switchboard.fakes.JournalKit;
import switchboard.fakes.Profiled;
import switchboard.privacy.Locks;
import switchboard.privacy.Subject;
import switchboard.telemetry.Collector;
import switchboard.telemetry.Collector.Taken;
import switchboard.wire.StoredSessions;

/** The spans of a session whose turns workers answer. */
class TrailTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00f067aa0ba902b7";
  private static final Retention RETENTION = new Retention(Duration.ofDays(2), Duration.ofDays(3));

  private final FakeWorkers workers = new FakeWorkers();
  private final SessionId id = new SessionId("acme", "s-" + UUID.randomUUID());
  private Collector collector;
  private ActorTestKit kit;
  private PersistenceTestKit journal;
  private TestProbe<SessionReply> replies;
  private ActorRef<SessionMessage> entity;

  @BeforeEach
  void start() throws Exception {
    collector = Collector.start();
    var traced =
        ConfigFactory.parseString(
            "switchboard.telemetry.traces.endpoint = \"" + collector.endpoint() + "\"");
    kit =
        ActorTestKit.create(
            traced
                .withFallback(JournalKit.config())
                .withFallback(ConfigFactory.load("switchboard")));
    journal = PersistenceTestKit.create(kit.system());
    replies = kit.createTestProbe(SessionReply.class);
    var reader = JournalKit.reader(journal);
    var keys = new InMemoryKeys();
    var codec = new StoredSessions(RETENTION, Duration.ofDays(1));
    SagaStarter sagas = (SessionId _, Subject _, PendingSaga _) -> {};
    var dependencies =
        new SessionEntity.Dependencies(
            agents(),
            sagas,
            codec,
            new StoredHistory(reader, new Locks(reader, keys), codec),
            keys,
            new Profiled(),
            (_, _, _) -> CompletableFuture.completedStage(null),
            new SessionSettings(new MemoryPolicy(20, 4_000, _ -> 1, (_, _) -> "short"), RETENTION),
            () -> "here:1",
            Clock.systemUTC());
    entity = kit.spawn(SessionEntity.create(id, dependencies, _ -> {}));
    execute(
        new SessionCommand.Create(
            "partner", "app", "en", "concierge", new RequestMark("create", "00")));
  }

  private Agents agents() {
    var agent =
        new WorkerAgent(
            "concierge", Duration.ofMinutes(1), Optional.empty(), "Sorry.", Duration.ofSeconds(2));
    return new Agents(
        List.of(new EchoAgent()), Map.of("concierge", agent), workers, AnswerLimits.ANY_SAGA);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    collector.close();
  }

  private SessionReply execute(SessionCommand command) {
    entity.tell(new SessionMessage.Execute(id, command, replies.ref()));
    return replies.receiveMessage();
  }

  private SessionReply say(String trace) {
    return execute(
        new SessionCommand.SendMessage("hello", new RequestMark("m1", "00"), Optional.of(trace)));
  }

  private void awaitSpans(int count) {
    await().atMost(Duration.ofSeconds(10)).until(() -> collector.spans().size() >= count);
  }

  private Taken child(Taken parent, String name) {
    return collector.spans().stream()
        .filter(span -> span.parent().equals(parent.id()) && span.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWorkersAnswerIsPartOfTheTurnThatItAnswers() {
    var connection = kit.createTestProbe(LiveFeed.class);
    entity.tell(new SessionMessage.Attach(connection.ref()));
    connection.expectMessageClass(LiveFeed.Attached.class);
    say("00-" + TRACE + "-" + CLIENT + "-01");
    var told = connection.expectMessageClass(LiveFeed.Recorded.class);
    await().until(() -> !workers.tasks().isEmpty());
    workers.tasks().getFirst().answer("w1", AgentAnswer.say("hi"));
    var answered = connection.expectMessageClass(LiveFeed.Recorded.class);
    awaitSpans(4);
    var opened =
        collector.spans().stream().filter(it -> it.parent().equals(CLIENT)).findFirst().get();
    assertThat(opened.name()).isEqualTo("session.decide");
    assertThat(opened.tags()).containsEntry("switchboard.session", id.name());
    child(opened, "journal.append");
    var answer = child(opened, "session.decide");
    assertThat(child(answer, "journal.append").trace()).isEqualTo(TRACE);
    assertThat(told.traceparent()).contains("00-" + TRACE + "-" + opened.id() + "-01");
    assertThat(answered.traceparent()).contains("00-" + TRACE + "-" + answer.id() + "-01");
    assertThat(collector.spans()).hasSize(4);
  }

  @Test
  void anAppendThatFailsIsSeen() {
    journal.failNextPersisted(id.persistenceId(), new IllegalStateException("no disk"));
    assertThat(say("00-" + TRACE + "-" + CLIENT + "-01")).isInstanceOf(SessionReply.Rejected.class);
    awaitSpans(2);
    assertThat(collector.spans())
        .filteredOn(Taken::failed)
        .extracting(Taken::name)
        .containsExactly("journal.append");
  }

  @Test
  void aRepetitionIsDecidedAndNotAppended() {
    say("00-" + TRACE + "-" + CLIENT + "-00");
    say("00-" + TRACE + "-" + CLIENT + "-01");
    awaitSpans(1);
    assertThat(collector.spans()).extracting(Taken::name).containsExactly("session.decide");
  }
}
