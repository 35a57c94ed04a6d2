package switchboard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.context.Context;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.Question;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Slot;
import switchboard.context.Summary;
import switchboard.context.Turn;
import switchboard.context.Versions;
import switchboard.directory.DirectoryMessage;
import switchboard.directory.DirectoryReply;
import switchboard.directory.Examination;
import switchboard.directory.Holding;
import switchboard.directory.NodeFigures;
import switchboard.directory.NodeIdentity;
import switchboard.directory.NodeView;
import switchboard.erasure.ErasureCommand;
import switchboard.erasure.ErasureMessage;
import switchboard.erasure.ErasureReply;
import switchboard.erasure.ErasureState;
import switchboard.erasure.Step;
import switchboard.fakes.TestSystems;
import switchboard.placement.BusySession;
import switchboard.placement.HostedShard;
import switchboard.placement.HostedType;
import switchboard.placement.PlacementMessage;
import switchboard.placement.PlacementReply;
import switchboard.privacy.Subject;
import switchboard.profile.ProfileFact;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaMessage;
import switchboard.saga.SagaReply;
import switchboard.saga.SagaView;
import switchboard.saga.StepAnswer;
import switchboard.session.DeadlineAnswer;
import switchboard.session.LiveFeed;
import switchboard.session.Pause;
import switchboard.session.PauseEvent;
import switchboard.session.RequestMark;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionCommand;
import switchboard.session.SessionCommand.UpdateContext.Part;
import switchboard.session.SessionEvent;
import switchboard.session.SessionEvent.Closed.Reason;
import switchboard.session.SessionId;
import switchboard.session.SessionLook;
import switchboard.session.SessionMessage;
import switchboard.session.SessionMeter;
import switchboard.session.SessionReply;
import switchboard.session.SessionState.Life;
import switchboard.session.TurnEvent;
import switchboard.session.WhenBusy;
import switchboard.worker.ConnectedWorker;
import switchboard.worker.HeldTurn;
import switchboard.worker.WorkerName;

/** Every message that crosses between nodes comes out as it went in. */
class MessagesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final SessionId ID = new SessionId("acme", "s1");
  private static final Subject ASHA = new Subject("acme", "asha");
  private static final RequestMark MARK = new RequestMark("r", "00ff");
  private static final Fact FACT = new Fact("order", "X-1", Map.of("a", "b"), NOW, "topic");
  private static ActorSystem<Void> system;
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    system = TestSystems.member("messages");
    kit = ActorTestKit.create(system);
  }

  @AfterAll
  static void stop() {
    ActorTestKit.shutdown(system);
  }

  static Stream<Object> messages() {
    ActorRef<SessionReply> replyTo = system.unsafeUpcast().narrow();
    ActorRef<SagaReply> sagaReplyTo = system.unsafeUpcast().narrow();
    ActorRef<ErasureReply> erasures = system.unsafeUpcast().narrow();
    ActorRef<LiveFeed> feed = system.unsafeUpcast().narrow();
    ActorRef<DeadlineAnswer> deadlines = system.unsafeUpcast().narrow();
    var view = new SessionReply.SessionView(ID, "p", "app", "en", "echo", Life.OPEN, 7, NOW, NOW);
    var goal = new Goal("i", Goal.Status.AWAITING_USER, Map.of("s", new Slot("v", 0.5, 2)));
    var saga =
        new PendingSaga(
            "s1.3",
            "t",
            Map.of("k", "v"),
            3,
            2,
            NOW,
            1,
            true,
            true,
            Optional.of(new Question("q", List.of("YES"), NOW)),
            Optional.of("00-trace"));
    Stream<SessionCommand> commands =
        Stream.of(
            new SessionCommand.Create("p", "app", "en", "echo", MARK),
            new SessionCommand.SendMessage("héllo", MARK),
            new SessionCommand.SendMessage("héllo", MARK, Optional.of("00-trace")),
            new SessionCommand.SendMessage("x", MARK, Optional.empty(), WhenBusy.INTERRUPT),
            new SessionCommand.Observe("event-7", FACT),
            new SessionCommand.ReportSaga(
                "s1.3", 1, new SagaReport.Asked("q", List.of("YES", "NO"), NOW, List.of(FACT))),
            new SessionCommand.ReportSaga("s1.3", 1, new SagaReport.Compensating("s", "R")),
            new SessionCommand.Pause(Duration.ofMinutes(15), "why", MARK),
            SessionCommand.Resume.RESUME,
            new SessionCommand.CancelTurn(7, true),
            new SessionCommand.Close(MARK, Optional.of(7L)),
            new SessionCommand.Close(MARK, Optional.empty()),
            new SessionCommand.ReportSaga("s1.3", 1, new SagaReport.Progressed("o", List.of(FACT))),
            new SessionCommand.ReportSaga(
                "s1.3", 2, new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(), "")),
            new SessionCommand.UpdateContext(
                Set.of(Part.GOAL, Part.FACTS),
                false,
                7,
                Optional.of(goal),
                List.of(),
                List.of(FACT),
                MARK),
            new SessionCommand.Fork(ID, 4, MARK),
            SessionCommand.Erase.ERASE,
            SessionCommand.Get.CONTEXT);
    Stream<Object> others =
        Stream.of(
            new SessionMessage.Attach(feed),
            new SessionMessage.Typing(feed),
            new SessionMessage.DeadlineDue("start:s1.3", deadlines),
            DeadlineAnswer.Plain.STALE,
            DeadlineAnswer.Plain.KEEP,
            new DeadlineAnswer.MoveTo(NOW),
            new SessionReply.Recorded(3, NOW),
            new SessionReply.Recorded(3, NOW, "10.0.0.1:8443#7"),
            view,
            new SessionReply.ContextView(
                view,
                "127.0.0.1:1",
                new Context(
                    Optional.of(goal),
                    List.of(goal),
                    Optional.of(new Summary(2, 3, "s")),
                    List.of(new Turn(4, Turn.Role.USER, "t", NOW)),
                    List.of(saga),
                    List.of(FACT),
                    new Versions(5, 4, 3, 2)),
                List.of(new ProfileFact("n", "v", "s", NOW, NOW)),
                "k1"),
            new SessionReply.Erased(List.of("s1.3")),
            new SessionReply.Rejected(SessionReply.Rejection.Plain.NOT_FOUND),
            new SessionReply.Rejected(new SessionReply.Rejection.StaleEtag(4)),
            new SessionReply.Rejected(new SessionReply.Rejection.OfOperator.Paused(NOW)),
            new SessionReply.Rejected(SessionReply.Rejection.OfOperator.NotSo.TURN_NOT_OPEN),
            new LiveFeed.Attached(3, false),
            new LiveFeed.Delta(2, 1, "piece"),
            LiveFeed.Refused.NOT_FOUND,
            LiveFeed.Typing.INSTANCE,
            LiveFeed.Detached.INSTANCE,
            new LiveFeed.Recorded(
                List.of(
                    new SequencedEvent(1, new SessionEvent.Created("p", "a", "l", "e", MARK, NOW)),
                    new SequencedEvent(2, new SessionEvent.UserMessageRecorded("x", MARK, NOW)),
                    new SequencedEvent(3, new SessionEvent.GoalChanged(goal, List.of(), 2, NOW)),
                    new SequencedEvent(
                        4,
                        new SessionEvent.AgentMessageRecorded(
                            "x", 2, "", false, Optional.of("00-trace"), NOW)),
                    new SequencedEvent(
                        5,
                        new SessionEvent.SagaRequested(
                            "s1.5", "t", Map.of(), NOW, 2, Optional.of("00-trace"), NOW)),
                    new SequencedEvent(
                        6,
                        new SessionEvent.SagaAsked(
                            "s1.5", 1, "q", List.of("YES"), NOW, List.of(FACT), 2, NOW)),
                    new SequencedEvent(7, new SessionEvent.SagaDecided("s1.5", "q", "YES", 2, NOW)),
                    new SequencedEvent(
                        8, new SessionEvent.SagaCompensating("s1.5", 2, "s", "R", 2, NOW)),
                    new SequencedEvent(9, new SessionEvent.FactObserved("event-7", FACT, NOW)),
                    new SequencedEvent(
                        10,
                        new TurnEvent.Opened(
                            9,
                            new TurnEvent.Matter.Message(List.of(2L), List.of(1L)),
                            NOW,
                            Optional.of("00-trace"),
                            NOW)),
                    new SequencedEvent(11, new TurnEvent.Assigned(9, 2, NOW)),
                    new SequencedEvent(
                        12, new TurnEvent.Ended(9, TurnEvent.Outcome.ANSWERED, 2, "w1", NOW)),
                    new SequencedEvent(13, new SessionEvent.SagaTakenBack("s1.5", 2, NOW)),
                    new SequencedEvent(15, new PauseEvent.Paused(NOW, "why", MARK, NOW)),
                    new SequencedEvent(16, new PauseEvent.Resumed(PauseEvent.Why.REQUESTED, NOW)),
                    new SequencedEvent(
                        14, new SessionEvent.Closed(Reason.EXPIRED, Optional.empty(), NOW)))),
            new SagaMessage.Execute(
                "a/b.1",
                new SagaCommand.Start("t", "p", Map.of("k", "v"), NOW, Optional.of("x")),
                sagaReplyTo),
            new SagaMessage.Execute(
                "a/b.1",
                new SagaCommand.Answer(new StepAnswer("s", true, "", Map.of(), NOW, "t"), 2),
                sagaReplyTo),
            new SagaMessage.Execute("a/b.1", new SagaCommand.PassDeadline("d"), sagaReplyTo),
            new SagaMessage.Execute("a/b.1", SagaCommand.Cancel.CANCEL, sagaReplyTo),
            new SagaMessage.Execute("a/b.1", SagaCommand.TakeBack.CANCEL_BY_OPERATOR, sagaReplyTo),
            new SagaMessage.Execute("a/b.1", new SagaCommand.Redrive("why"), sagaReplyTo),
            new SagaView(
                "t",
                "PARKED",
                "REFUSED",
                NOW,
                true,
                List.of(
                    new SagaView.StepView(
                        "order",
                        SagaView.StepState.DONE,
                        1,
                        NOW,
                        "",
                        "order",
                        5,
                        Optional.of(NOW)))),
            SagaReply.UNKNOWN_SAGA,
            new ErasureMessage.Execute(ASHA, ErasureCommand.BEGIN, erasures),
            new ErasureReply.Found(
                new ErasureState(ASHA, Step.EVICT_CACHES, "s5", 1, 2, 3, 4, 5, NOW, NOW)),
            ErasureReply.Plain.UNKNOWN_SUBJECT);
    return Stream.of(
            commands.map(command -> new SessionMessage.Execute(ID, command, replyTo)),
            others,
            ofTheDirectory(),
            ofPlacement())
        .flatMap(family -> family);
  }

  private static Stream<Object> ofTheDirectory() {
    ActorRef<DirectoryReply> replyTo = system.unsafeUpcast().narrow();
    ActorRef<SessionLook> looks = system.unsafeUpcast().narrow();
    var node = new NodeIdentity("h:1#-7", "h:2", -7, "h:1", "h:3", 42, NOW);
    var said =
        new Holding.Said(
            Life.OPEN,
            "delivery",
            7,
            NOW,
            List.of(
                new Holding.Pending(
                    "s1.3", "t", NOW, true, Optional.of(new Question("q", List.of("YES"), NOW)))),
            List.of(new Holding.Turn(6, 1, NOW)),
            "w-1",
            List.of(new Holding.Stream("h:2", NOW)),
            new Holding.Attention(
                Optional.of(new Pause(NOW, NOW, "why")), Optional.of(NOW), Optional.empty()));
    var stream =
        new DirectoryReply.AtNode(
            new ConnectedWorker("a", "w", "1", 7, "host", 42, "h:4", true, NOW), 1, 2);
    return Stream.of(
        new SessionMessage.Look(looks),
        new DirectoryMessage.Find(List.of(ID), replyTo),
        new DirectoryMessage.Describe(replyTo),
        new DirectoryMessage.Measure(replyTo),
        new DirectoryReply.Measured(
            node, new NodeView.Counts(NOW, 1, 2, 3, List.of("7")), figures()),
        new DirectoryMessage.Examine(ID, replyTo),
        new DirectoryMessage.Evict(ID, replyTo),
        new DirectoryReply.Evicting(node, Optional.of(NOW)),
        new DirectoryReply.Examined(
            node,
            new Examination(
                Examination.Reading.KEY_MISSING,
                "k2",
                "",
                3,
                List.of(
                    new Examination.ServiceTalk(
                        "order", Optional.of(NOW), Optional.empty(), true)))),
        new DirectoryMessage.ListWorkers("a", 7, replyTo),
        new DirectoryMessage.ShowWorker(new WorkerName("a", "w"), "acme/s1", 7, replyTo),
        new DirectoryReply.Connected(node, List.of(stream)),
        new DirectoryReply.Working(
            node,
            List.of(stream),
            List.of(new DirectoryReply.AtWorker(ID, true, List.of(new HeldTurn(ID, 7, 2, true))))),
        new DirectoryReply.Found(
            node,
            List.of(
                new Holding(ID, "7", NOW, 3, Optional.of(said)),
                new Holding(ID, "7", NOW, 0, Optional.empty()))),
        new DirectoryReply.Described(node, new NodeView.Counts(NOW, 1, 2, 3, List.of("7"))));
  }

  private static NodeFigures figures() {
    return new NodeFigures(
        new NodeFigures.Traffic(1, 2, 3, 4, 5, 6),
        7,
        8,
        List.of(new SessionMeter.Took(1023, 9), new SessionMeter.Took(2047, 1)),
        new NodeFigures.ProcessFigures(
            Duration.ofSeconds(1), Duration.ofNanos(2), Duration.ofMillis(3), 4, 5, 6));
  }

  private static Stream<Object> ofPlacement() {
    ActorRef<PlacementReply> replyTo = system.unsafeUpcast().narrow();
    return Stream.of(
        new PlacementMessage.Describe(replyTo),
        new PlacementMessage.ListEntities("session", "7", "acme/s1", 50, replyTo),
        new PlacementMessage.Pin("session", "7", replyTo),
        new PlacementMessage.Release("session", "7", replyTo),
        new PlacementMessage.Leave(replyTo),
        new PlacementReply.Noted("h:2"),
        new PlacementReply.Entities("h:2", true, List.of("acme/s1")),
        new PlacementReply.Described(
            "h:2",
            NOW,
            "25.0.1",
            "1.2.1",
            List.of("h:3"),
            List.of(new HostedType("session", List.of(new HostedShard("7", 3, 1.5)))),
            List.of(new BusySession("tenants/acme/sessions/s1", "7", 1.5))));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void comesOutAsItWentIn(Object message) {
    assertThat(kit.serializationTestKit().verifySerialization(message, true)).isEqualTo(message);
  }

  @Test
  void caseNamesDifferWithinEachFamily() {
    for (var family :
        List.of(
            SessionCommand.class,
            SessionReply.class,
            SessionMessage.class,
            DeadlineAnswer.class,
            SessionEvent.class,
            LiveFeed.class,
            DirectoryMessage.class,
            DirectoryReply.class,
            PlacementMessage.class,
            PlacementReply.class,
            SagaMessage.class,
            SagaCommand.class,
            SagaReport.class,
            SessionReply.Rejection.class)) {
      assertThat(SealedTypes.cases(family).stream().map(NamedType::getName))
          .as(family.getName())
          .doesNotHaveDuplicates();
    }
  }
}
