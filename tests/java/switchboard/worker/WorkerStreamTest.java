package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;
import switchboard.worker.StreamMessage.Signal;
import switchboard.worker.Streams.Completed;
import switchboard.worker.Streams.Failed;
import switchboard.worker.Streams.FakeOutlet;

/** One worker's stream, without a network: time passes when a test says so. */
class WorkerStreamTest {
  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final WorkersSettings SETTINGS =
      Streams.settings("waiting-turns = 1, heartbeat-timeout = 10 s");

  private final TestProbe<DeskMessage> own = KIT.createTestProbe();
  private final TestProbe<DeskMessage> desk = KIT.createTestProbe();
  private final FakeOutlet outlet = new FakeOutlet();
  private final ActorRef<StreamMessage> stream =
      KIT.spawn(
          WorkerStream.create(
              new WorkerStream.Parts(
                  own.ref(), Streams.AGENTS, SETTINGS, Clock.fixed(Turns.NOW, ZoneOffset.UTC)),
              outlet));

  @AfterAll
  static void shutdown() {
    KIT.shutdownTestKit();
  }

  @AfterEach
  void stop() {
    KIT.stop(stream);
  }

  @Test
  void aWorkerIsRegisteredOnceTheDeskKnowsIt() throws Exception {
    hear(TestWorker.register("helper", "w", 3));
    var joined = own.expectMessageClass(DeskMessage.Joined.class);
    assertThat(joined.worker())
        .isEqualTo(new WorkerEntry.Introduction("helper", "w", "1.0", 3, "localhost", 42));
    assertThat(joined.stream()).isEqualTo(stream);
    assign("s", 1, true);
    expect(new DeskMessage.Declined(key("s", 1), true));
    assertThat(outlet.rest()).isEmpty();
    stream.tell(new StreamMessage.Welcome(List.of("a:1", "b:2")));
    var registered = outlet.response().getRegistered();
    assertThat(registered.getAddressesList()).containsExactly("a:1", "b:2");
    assertThat(registered.getCapacity()).isEqualTo(3);
    assertThat(registered.getHeartbeatInterval().getSeconds()).isEqualTo(1);
  }

  @Test
  void whoDoesNotSayWhoItIsIsRefusedAndTheDeskNeverHearsOfIt() throws Exception {
    hear(TestWorker.heartbeat());
    assertThat(failure().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(shown()).isEmpty();
    own.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aStreamThatStaysMuteEnds() throws Exception {
    assertThat(shown()).isEmpty();
    TIME.timePasses(SETTINGS.registerTimeout());
    assertThat(failure().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(shown()).isEmpty();
    own.expectNoMessage(Duration.ZERO);
  }

  @Test
  void registeringTwiceEndsTheStreamAndItsTurnsAreLost() throws Exception {
    open(1);
    give("s", 1);
    hear(TestWorker.register("helper", "w", 1));
    assertThat(failure().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    expectLost("s", 1, Reason.WORKER_FAILED);
    own.expectMessage(new DeskMessage.Left(stream));
  }

  @Test
  void aWorkerIsGivenWhatItTakesAndTheRestWaitsOrIsDeclined() throws Exception {
    open(1);
    give("one", 1);
    assign("two", 1, false);
    expect(new DeskMessage.Declined(key("two", 1), false));
    assign("two", 1, true);
    expect(new DeskMessage.Accepted(key("two", 1)));
    assign("three", 1, true);
    expect(new DeskMessage.Declined(key("three", 1), false));
    assertThat(shown()).containsExactlyInAnyOrder(held("one", 1, true), held("two", 1, false));
    hear(Streams.answer("one", 1, "hi"));
    expectAnswered("one", 1, "hi");
    expectTaken("two", 1);
    assertThat(outlet.response().getTurn().getSession()).isEqualTo("tenants/acme/sessions/two");
    assertThat(shown()).containsExactly(held("two", 1, true));
  }

  @Test
  void nothingIsWrittenToAWorkerThatDoesNotRead() throws Exception {
    open(2);
    outlet.ready = false;
    assign("s", 1, false);
    expect(new DeskMessage.Accepted(key("s", 1)));
    assertThat(shown()).containsExactly(held("s", 1, false));
    assertThat(outlet.rest()).isEmpty();
    outlet.ready = true;
    stream.tell(Signal.READY);
    expectTaken("s", 1);
    assertThat(outlet.response().getTurn().getAttempt()).isEqualTo(1);
  }

  @Test
  void aTurnWhoseTimeIsOverIsNotGivenAnyMore() throws Exception {
    open(1);
    stream.tell(new StreamMessage.Assign(Turns.turn("late", 1, Turns.NOW), desk.ref(), false));
    expect(new DeskMessage.Accepted(key("late", 1)));
    give("s", 1);
    assertThat(shown()).containsExactly(held("s", 1, true));
  }

  @Test
  void aLateAnswerToAnEarlierAttemptIsRefusedByItsNumber() throws Exception {
    open(2);
    give("s", 1);
    assign("s", 2, false);
    expect(new DeskMessage.Accepted(key("s", 2)));
    expectTaken("s", 2);
    assertThat(outlet.response().getCancel().getAttempt()).isEqualTo(1);
    assertThat(outlet.response().getTurn().getAttempt()).isEqualTo(2);
    hear(Streams.delta("s", 1, "stale"));
    hear(Streams.answer("s", 1, "stale"));
    hear(Streams.failed("s", 1));
    hear(Streams.delta("s", 2, "fr"));
    hear(Streams.answer("s", 2, "fresh"));
    expect(new DeskMessage.News(key("s", 2), new WorkerNews.Delta(7, 2, "fr")));
    expectAnswered("s", 2, "fresh");
    assertThat(shown()).isEmpty();
  }

  @Test
  void anAnswerCountsOnceAndOnlyForWhatTheWorkerHas() throws Exception {
    open(2);
    give("s", 2);
    hear(Streams.answer("other", 1, "who?"));
    hear(Streams.answer("s", 3, "from the future"));
    hear(Streams.answer("s", 2, "first"));
    hear(Streams.answer("s", 2, "second"));
    hear(Streams.failed("s", 2));
    expectAnswered("s", 2, "first");
    give("t", 1);
  }

  @Test
  void anAnswerThatCrossesItsCancelIsDroppedAndItsPlaceIsFree() throws Exception {
    open(1);
    give("s", 1);
    stream.tell(new StreamMessage.Cancel(key("s", 1)));
    hear(Streams.answer("s", 1, "too late"));
    assertThat(outlet.response().getCancel().getSession()).isEqualTo("tenants/acme/sessions/s");
    give("t", 1);
  }

  @Test
  void whatIsCancelledWhileItWaitsIsNeverSaid() throws Exception {
    open(1);
    give("s", 1);
    assign("waits", 1, true);
    expect(new DeskMessage.Accepted(key("waits", 1)));
    stream.tell(new StreamMessage.Cancel(key("waits", 1)));
    hear(Streams.answer("s", 1, "hi"));
    expectAnswered("s", 1, "hi");
    assertThat(shown()).isEmpty();
    assertThat(outlet.rest()).isEmpty();
  }

  @Test
  void anAnswerOutsideTheContractIsRefusedAndCountsAsFailed() throws Exception {
    open(1);
    give("s", 1);
    hear(Streams.answer("s", 1, "x".repeat(20_000)));
    expectLost("s", 1, Reason.WORKER_FAILED);
    var refused = outlet.response().getRefused();
    assertThat(refused.getSession()).isEqualTo("tenants/acme/sessions/s");
    assertThat(refused.getAttempt()).isEqualTo(1);
    assertThat(refused.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    give("s", 2);
    hear(Streams.failed("s", 2));
    expectLost("s", 2, Reason.WORKER_FAILED);
  }

  @Test
  void aSilentWorkerIsCutOffAndItsTurnsGoToOthers() throws Exception {
    open(1);
    give("s", 1);
    assign("waits", 1, true);
    expect(new DeskMessage.Accepted(key("waits", 1)));
    TIME.timePasses(SETTINGS.heartbeatTimeout().minusMillis(1));
    hear(TestWorker.heartbeat());
    assertThat(shown()).hasSize(2);
    TIME.timePasses(SETTINGS.heartbeatTimeout().minusMillis(1));
    assertThat(shown()).hasSize(2);
    TIME.timePasses(Duration.ofMillis(1));
    assertThat(reason(failure())).isEqualTo("HEARTBEAT_MISSED");
    expectLost("waits", 1, Reason.WORKER_STALLED);
    expectLost("s", 1, Reason.WORKER_STALLED);
    own.expectMessage(new DeskMessage.Left(stream));
  }

  @Test
  void aWorkerThatLeavesAnswersWhatItHasAndLosesWhatWaits() throws Exception {
    open(1);
    give("s", 1);
    assign("waits", 1, true);
    expect(new DeskMessage.Accepted(key("waits", 1)));
    hear(TestWorker.drain());
    expectLost("waits", 1, Reason.WORKER_DRAINING);
    own.expectMessage(new DeskMessage.Drains(stream));
    assign("more", 1, true);
    expect(new DeskMessage.Declined(key("more", 1), true));
    hear(Streams.answer("s", 1, "bye"));
    expectAnswered("s", 1, "bye");
    assertThat(outlet.next()).isEqualTo(new Completed());
    own.expectMessage(new DeskMessage.Left(stream));
  }

  @Test
  void aWorkerThatLeavesBeforeItIsKnownIsNotWelcomed() throws Exception {
    hear(TestWorker.register("helper", "w", 1));
    own.expectMessageClass(DeskMessage.Joined.class);
    hear(TestWorker.drain());
    own.expectMessage(new DeskMessage.Drains(stream));
    assertThat(outlet.next()).isEqualTo(new Completed());
    stream.tell(new StreamMessage.Welcome(List.of("a:1")));
    assertThat(shown()).isEmpty();
    assertThat(outlet.rest()).isEmpty();
  }

  @Test
  void aNodeThatLeavesLetsItsWorkerAnswerForAWhile() throws Exception {
    open(2);
    give("s", 1);
    give("t", 1);
    stream.tell(new StreamMessage.Leave(List.of("b:2")));
    own.expectMessage(new DeskMessage.Drains(stream));
    var draining = outlet.response().getDraining();
    assertThat(draining.getAddressesList()).containsExactly("b:2");
    assertThat(draining.getTimeLeft().getSeconds()).isEqualTo(3);
    hear(Streams.answer("s", 1, "in time"));
    expectAnswered("s", 1, "in time");
    hear(TestWorker.heartbeat());
    assertThat(shown()).containsExactly(held("t", 1, true));
    TIME.timePasses(SETTINGS.drainTime());
    assertThat(reason(failure())).isEqualTo("NODE_LEAVING");
    expectLost("t", 1, Reason.WORKER_LOST);
    own.expectMessage(new DeskMessage.Left(stream));
  }

  @Test
  void whatComesAfterTheEndIsNeitherSaidNorKept() throws Exception {
    open(1);
    give("s", 1);
    stream.tell(Signal.GONE);
    expectLost("s", 1, Reason.WORKER_LOST);
    own.expectMessage(new DeskMessage.Left(stream));
    hear(Streams.answer("s", 1, "too late"));
    stream.tell(new StreamMessage.Cancel(key("s", 1)));
    stream.tell(Signal.GONE);
    stream.tell(Signal.HALF_CLOSED);
    stream.tell(Signal.SUPERSEDED);
    stream.tell(new StreamMessage.Leave(List.of()));
    assign("t", 1, true);
    expect(new DeskMessage.Declined(key("t", 1), true));
    assertThat(shown()).isEmpty();
    assertThat(outlet.rest()).isEmpty();
    own.expectNoMessage(Duration.ZERO);
    TIME.timePasses(Duration.ofSeconds(1));
    desk.expectTerminated(stream);
  }

  @Test
  void aWorkerThatSaysNothingMoreIsToldTheEndAndItsTurnsAreLost() throws Exception {
    open(1);
    give("s", 1);
    stream.tell(Signal.HALF_CLOSED);
    assertThat(outlet.next()).isEqualTo(new Completed());
    expectLost("s", 1, Reason.WORKER_LOST);
  }

  @Test
  void theDeskCanEndAStream() throws Exception {
    open(1);
    stream.tell(Signal.SUPERSEDED);
    assertThat(reason(failure())).isEqualTo("WORKER_SUPERSEDED");
    own.expectMessage(new DeskMessage.Left(stream));
  }

  private void hear(ConnectRequest request) {
    stream.tell(new StreamMessage.Heard(request));
  }

  private void open(int capacity) throws Exception {
    hear(TestWorker.register("helper", "w", capacity));
    own.expectMessageClass(DeskMessage.Joined.class);
    stream.tell(new StreamMessage.Welcome(List.of()));
    assertThat(outlet.response().hasRegistered()).isTrue();
  }

  private void assign(String session, int attempt, boolean mayWait) {
    stream.tell(new StreamMessage.Assign(Turns.turn(session, attempt), desk.ref(), mayWait));
  }

  /** Assigns a turn that the worker has room for. */
  private void give(String session, int attempt) throws Exception {
    assign(session, attempt, false);
    expect(new DeskMessage.Accepted(key(session, attempt)));
    expectTaken(session, attempt);
    ConnectResponse.Turn turn = outlet.response().getTurn();
    assertThat(turn.getSession()).isEqualTo("tenants/acme/sessions/" + session);
    assertThat(turn.getAttempt()).isEqualTo(attempt);
  }

  private void expect(DeskMessage message) {
    desk.expectMessage(message);
  }

  private void expectTaken(String session, int attempt) {
    expect(new DeskMessage.News(key(session, attempt), new WorkerNews.Taken(7, attempt, "w")));
  }

  private void expectAnswered(String session, int attempt, String text) {
    expect(
        new DeskMessage.News(
            key(session, attempt),
            new WorkerNews.Answered(7, attempt, "w", AgentAnswer.say(text))));
  }

  private void expectLost(String session, int attempt, Reason reason) {
    expect(new DeskMessage.News(key(session, attempt), new WorkerNews.Lost(7, attempt, reason)));
  }

  /** What is at the stream, once it has dealt with all that it was told before. */
  private List<HeldTurn> shown() {
    TestProbe<StreamView> probe = KIT.createTestProbe();
    stream.tell(new StreamMessage.Show(probe.ref()));
    return probe.receiveMessage().turns();
  }

  private Status failure() throws Exception {
    return ((Failed) outlet.next()).status();
  }

  private static String reason(Status status) throws Exception {
    for (var detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        return detail.unpack(ErrorInfo.class).getReason();
      }
    }
    throw new AssertionError("no reason is given: " + status);
  }

  private static HeldTurn held(String session, int attempt, boolean given) {
    return HeldTurn.of(key(session, attempt), given);
  }

  private static TurnKey key(String session, int attempt) {
    return TurnKey.of(Turns.turn(session, attempt));
  }
}
