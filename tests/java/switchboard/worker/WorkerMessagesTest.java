package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.agent.AgentAnswer;
import switchboard.agent.AgentPrompt;
import switchboard.agent.AgentView;
import switchboard.agent.Assignment;
import switchboard.agent.WorkerNews;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Slot;
import switchboard.fakes.TestSystems;
import switchboard.profile.ProfileFact;

/** Everything that desks and streams tell each other over the network comes out as it went in. */
class WorkerMessagesTest {
  private static final Fact FACT = new Fact("order", "X", Map.of("a", "b"), Turns.NOW, "topic");
  private static ActorSystem<Void> system;
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    system = TestSystems.member("worker-messages");
    kit = ActorTestKit.create(system);
  }

  @AfterAll
  static void stop() {
    ActorTestKit.shutdown(system);
  }

  static Stream<Object> messages() {
    ActorRef<DeskMessage> desk = system.unsafeUpcast().narrow();
    ActorRef<StreamMessage> stream = system.unsafeUpcast().narrow();
    var key = TurnKey.of(Turns.turn("s", 2));
    var goal = new Goal("i", Goal.Status.AWAITING_USER, Map.of("s", new Slot("v", 0.5, 2)));
    var goals = new AgentAnswer.Goals(goal, List.of(goal));
    var answer =
        new AgentAnswer(
            Optional.of("hé"),
            true,
            Optional.of(goals),
            List.of(new AgentAnswer.SagaStart("t", Map.of("k", "v"), Duration.ofSeconds(3))),
            List.of(new AgentAnswer.Decision("s.1", "step", "YES")),
            Map.of("name", "value"),
            List.of("s.2"));
    var saga = new PendingSaga("s.1", "t", Map.of("k", "v"), 3, 2, Turns.NOW, 1, true);
    var worker =
        new WorkerEntry(
            new WorkerEntry.Introduction("a", "one", "1", 7, "host", 42), true, 99, stream);
    return Stream.of(
        new DeskMessage.NodeWorkers(desk, 4, "127.0.0.1:1", List.of(worker)),
        new DeskMessage.Accepted(key),
        new DeskMessage.Declined(key, true),
        new DeskMessage.News(key, new WorkerNews.Taken(7, 2, "one")),
        new DeskMessage.News(key, new WorkerNews.Delta(7, 2, "hé")),
        new DeskMessage.News(key, new WorkerNews.Answered(7, 2, "one", answer)),
        new DeskMessage.News(key, new WorkerNews.Answered(7, 2, "one", AgentAnswer.NOTHING)),
        new DeskMessage.News(key, new WorkerNews.Lost(7, 2, WorkerNews.Lost.Reason.WORKER_STALLED)),
        new StreamMessage.Cancel(key),
        new StreamMessage.Assign(Turns.turn("s", 2), desk, true),
        assign(desk, new AgentPrompt.UserSaid("x", 7, Turns.NOW, List.of("s.1"))),
        assign(
            desk,
            new AgentPrompt.SagaReported(
                saga, new SagaReport.Asked("q", List.of("YES"), Turns.NOW, List.of(FACT)), true)),
        assign(
            desk,
            new AgentPrompt.SagaReported(
                saga, new SagaReport.Ended(SagaOutcome.FAILED, List.of(FACT), "GONE"), false)),
        assign(desk, new AgentPrompt.FactObserved(FACT, Optional.of(FACT))),
        assign(desk, new AgentPrompt.FactObserved(FACT, Optional.empty())));
  }

  private static StreamMessage assign(ActorRef<DeskMessage> desk, AgentPrompt prompt) {
    var view =
        new AgentView(
            Context.EMPTY.knowing(List.of(FACT), 3),
            List.of(new ProfileFact("n", "v", "s", Turns.NOW, Turns.NOW)),
            "p");
    return new StreamMessage.Assign(
        new Assignment("acme", "s", "a", 7, 1, prompt, view, Turns.NOW), desk, false);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void comesOutAsItWentIn(Object message) {
    assertThat(kit.serializationTestKit().verifySerialization(message, true)).isEqualTo(message);
  }
}
