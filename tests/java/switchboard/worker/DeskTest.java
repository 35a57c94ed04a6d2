package switchboard.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.agent.AgentAnswer;
import switchboard.agent.WorkerNews;
import switchboard.agent.WorkerNews.Lost.Reason;
import switchboard.session.SessionId;
import switchboard.worker.StreamMessage.Signal;

/** A node's desk for workers; streams are played, and so are other nodes. */
class DeskTest {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());
  private final TestProbe<WorkerNews> session = kit.createTestProbe();
  private final Map<String, List<ConnectedWorker>> seen = new ConcurrentHashMap<>();
  private final ActorRef<DeskMessage> desk = desk("near", "");

  @AfterEach
  void shutdown() {
    kit.shutdownTestKit();
  }

  @Test
  void aWorkerIsWelcomedWithTheAddressAndShownFirstHand() {
    desk.tell(new DeskMessage.Listening("a:1"));
    var stream = join(desk, "w");
    stream.expectMessage(new StreamMessage.Welcome(List.of("a:1")));
    var view = show(desk, Optional.empty());
    assertThat(view.address()).isEqualTo("a:1");
    assertThat(view.staying()).isEmpty();
    assertThat(view.streams())
        .singleElement()
        .satisfies(entry -> assertThat(entry.stream()).isEqualTo(stream.ref()));
  }

  @Test
  void aNodeTakesSoManyWorkersAndNoMoreUntilOneLeaves() {
    var small = desk("small", "most-workers = 1");
    var first = join(small, "one");
    first.expectMessageClass(StreamMessage.Welcome.class);
    join(small, "two").expectMessage(Signal.TOO_MANY);
    small.tell(new DeskMessage.Left(first.ref()));
    join(small, "three").expectMessageClass(StreamMessage.Welcome.class);
  }

  @Test
  void aWorkerThatRegistersAnewEndsItsEarlierStream() {
    var before = join(desk, "w");
    before.expectMessageClass(StreamMessage.Welcome.class);
    var after = join(desk, "w");
    before.expectMessage(Signal.SUPERSEDED);
    after.expectMessageClass(StreamMessage.Welcome.class);
    assertThat(show(desk, Optional.empty()).streams())
        .extracting(WorkerEntry::stream)
        .containsExactly(after.ref());
    assign("s", 1);
    assertThat(assigned(after).turn().session()).isEqualTo("s");
  }

  @Test
  void aStreamThatOnlyAnswersWhatItHasIsNotEndedByALaterOne() {
    var leaving = join(desk, "w");
    leaving.expectMessageClass(StreamMessage.Welcome.class);
    desk.tell(new DeskMessage.Drains(leaving.ref()));
    var after = join(desk, "w");
    after.expectMessageClass(StreamMessage.Welcome.class);
    var streams = show(desk, Optional.of(name("w"))).streams();
    assertThat(streams).hasSize(2);
    assertThat(streams)
        .filteredOn(WorkerEntry::draining)
        .extracting(WorkerEntry::stream)
        .containsExactly(leaving.ref());
    leaving.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aTurnThatOneDeclinesGoesToTheOther() {
    var one = welcomed(desk, "one");
    var two = welcomed(desk, "two");
    assign("s", 1);
    var first = holder(one, two);
    assigned(first);
    desk.tell(new DeskMessage.Declined(key("s", 1), false));
    assertThat(assigned(first == one ? two : one).mayWait()).isFalse();
  }

  /** Which of the two the session belongs to. */
  private TestProbe<StreamMessage> holder(
      TestProbe<StreamMessage> one, TestProbe<StreamMessage> two) {
    return show(desk, Optional.of(name("one"))).staying().isEmpty() ? two : one;
  }

  @Test
  void aStreamThatEndsWithoutAWordTakesItsTurnsWithIt() {
    var stream = welcomed(desk, "w");
    assign("s", 1);
    assigned(stream);
    desk.tell(new DeskMessage.Accepted(key("s", 1)));
    stream.stop();
    session.expectMessage(new WorkerNews.Lost(7, 1, Reason.WORKER_LOST));
    assertThat(show(desk, Optional.empty()).streams()).isEmpty();
    assign("s", 2);
    session.expectMessage(new WorkerNews.Lost(7, 2, Reason.NO_WORKER));
  }

  @Test
  void aTurnWhoseTimeIsOverIsTakenBackAndItsAnswerDropped() {
    var stream = welcomed(desk, "w");
    desk.tell(
        new DeskMessage.Assign(
            Turns.turn("s", 1, Clock.systemUTC().instant().minusSeconds(1)), session.ref()::tell));
    assigned(stream);
    time.timePasses(TICK);
    stream.expectMessage(new StreamMessage.Cancel(key("s", 1)));
    desk.tell(new DeskMessage.News(key("s", 1), answered(1)));
    show(desk, Optional.empty());
    session.expectNoMessage(Duration.ZERO);
  }

  @Test
  void anAnswerToAnEarlierAttemptComesUnderItsOwnNumberAndEachOnlyOnce() {
    var first = welcomed(desk, "first");
    assign("s", 1);
    assigned(first);
    first.stop();
    session.expectMessage(new WorkerNews.Lost(7, 1, Reason.WORKER_LOST));
    var second = welcomed(desk, "second");
    assign("s", 2);
    assigned(second);
    desk.tell(new DeskMessage.News(key("s", 1), answered(1)));
    desk.tell(new DeskMessage.News(key("s", 1), answered(1)));
    desk.tell(new DeskMessage.News(key("s", 2), answered(2)));
    desk.tell(new DeskMessage.News(key("s", 2), answered(2)));
    desk.tell(new DeskMessage.News(key("s", 3), answered(3)));
    session.expectMessage(answered(1));
    session.expectMessage(answered(2));
    show(desk, Optional.empty());
    session.expectNoMessage(Duration.ZERO);
  }

  @Test
  void nothingIsToldOfATurnThatNobodyWaitsFor() {
    var stream = welcomed(desk, "w");
    assign("s", 1);
    assigned(stream);
    desk.tell(new DeskMessage.Cancel(key("s", 1)));
    stream.expectMessage(new StreamMessage.Cancel(key("s", 1)));
    desk.tell(new DeskMessage.News(key("s", 1), answered(1)));
    desk.tell(new DeskMessage.Declined(key("s", 1), false));
    show(desk, Optional.empty());
    session.expectNoMessage(Duration.ZERO);
  }

  @Test
  void aSessionStaysWithAWorkerThatTakesTurnsAndWithNoOther() {
    var stream = welcomed(desk, "w");
    welcomed(desk, "other");
    desk.tell(new DeskMessage.Drains(stream.ref()));
    assertThat(show(desk, Optional.of(name("w"))).staying()).isEmpty();
    assign("s", 1);
    assertThat(show(desk, Optional.of(name("other"))).staying())
        .containsExactly(new SessionId("acme", "s"));
    assertThat(show(desk, Optional.of(name("w"))).staying()).isEmpty();
    assertThat(show(desk, Optional.of(new WorkerName("else", "other"))).staying()).isEmpty();
    desk.tell(new DeskMessage.Left(stream.ref()));
    assertThat(show(desk, Optional.of(name("w"))).streams()).isEmpty();
  }

  @Test
  void aNodeThatLeavesSendsItsWorkersAwayAndTakesNoMore() {
    var stream = welcomed(desk, "w");
    desk.tell(DeskMessage.Signal.LEAVE);
    stream.expectMessage(new StreamMessage.Leave(List.of()));
    join(desk, "late").expectMessage(new StreamMessage.Leave(List.of()));
    assign("s", 1);
    session.expectMessage(new WorkerNews.Lost(7, 1, Reason.NO_WORKER));
    assertThat(show(desk, Optional.empty()).streams())
        .singleElement()
        .satisfies(entry -> assertThat(entry.draining()).isTrue());
  }

  @Test
  void theWorkersOfAnotherNodeAreGivenTurnsUntilItsDeskIsGone() {
    var far = desk("far", "");
    far.tell(new DeskMessage.Listening("far:1"));
    var stream = welcomed(far, "w");
    awaitSeen("near", "w");
    assertThat(show(desk, Optional.empty()).streams()).as("first-hand only").isEmpty();
    assign("s", 1);
    assertThat(assigned(stream).desk()).isEqualTo(desk);
    assertThat(show(desk, Optional.of(name("w"))).staying()).hasSize(1);
    assertThat(show(far, Optional.of(name("w"))).staying()).isEmpty();
    kit.stop(far);
    session.expectMessage(new WorkerNews.Lost(7, 1, Reason.WORKER_LOST));
    assertThat(seen.get("near")).isEmpty();
    assertThat(show(desk, Optional.of(name("w"))).staying()).isEmpty();
  }

  @Test
  void aWorkerThatRegistersAnewAtAnotherNodeEndsItsEarlierStreamHere() {
    var before = welcomed(desk, "w");
    var far = desk("far", "");
    awaitSeen("far", "w");
    welcomed(far, "w");
    time.timePasses(TICK);
    before.expectMessage(Signal.SUPERSEDED);
    assertThat(show(desk, Optional.empty()).streams()).isEmpty();
  }

  @Test
  void anOlderWordOfAnotherDeskAndTheWordOfAStrangerAreVoid() {
    TestProbe<DeskMessage> other = kit.createTestProbe();
    TestProbe<DeskMessage> stranger = kit.createTestProbe();
    kit.system()
        .receptionist()
        .tell(
            Receptionist.register(
                ServiceKey.create(DeskMessage.class, "worker-desks"), other.ref()));
    other.expectMessageClass(DeskMessage.NodeWorkers.class);
    desk.tell(word(other, 5, "known"));
    desk.tell(word(stranger, 9, "unknown"));
    assertSees("known");
    desk.tell(new DeskMessage.NodeWorkers(other.ref(), 4, "o:1", List.of()));
    assertSees("known");
    desk.tell(new DeskMessage.NodeWorkers(other.ref(), 5, "o:1", List.of()));
    assertSees("known");
    desk.tell(word(other, 6, "later"));
    assertSees("later");
  }

  private DeskMessage word(TestProbe<DeskMessage> from, long revision, String instance) {
    TestProbe<StreamMessage> stream = kit.createTestProbe();
    var worker = new WorkerEntry(introduction(instance), false, 1, stream.ref());
    return new DeskMessage.NodeWorkers(from.ref(), revision, "o:1", List.of(worker));
  }

  private void assertSees(String instance) {
    show(desk, Optional.empty());
    assertThat(seen.get("near")).extracting(ConnectedWorker::instance).containsExactly(instance);
  }

  private ActorRef<DeskMessage> desk(String name, String override) {
    return kit.spawn(
        Desk.create(
            Streams.settings(override), Clock.systemUTC(), workers -> seen.put(name, workers)),
        name);
  }

  private void awaitSeen(String at, String instance) {
    await()
        .until(
            () -> {
              time.timePasses(TICK);
              return seen.getOrDefault(at, List.of()).stream()
                  .anyMatch(worker -> worker.instance().equals(instance));
            });
  }

  private TestProbe<StreamMessage> join(ActorRef<DeskMessage> at, String instance) {
    TestProbe<StreamMessage> stream = kit.createTestProbe();
    at.tell(new DeskMessage.Joined(introduction(instance), stream.ref()));
    return stream;
  }

  private TestProbe<StreamMessage> welcomed(ActorRef<DeskMessage> at, String instance) {
    var stream = join(at, instance);
    stream.expectMessageClass(StreamMessage.Welcome.class);
    return stream;
  }

  private void assign(String turnOf, int attempt) {
    desk.tell(new DeskMessage.Assign(Turns.turn(turnOf, attempt), session.ref()::tell));
  }

  private static StreamMessage.Assign assigned(TestProbe<StreamMessage> stream) {
    return stream.expectMessageClass(StreamMessage.Assign.class);
  }

  /** What a desk knows, once it has dealt with all that it was told before. */
  private DeskView show(ActorRef<DeskMessage> at, Optional<WorkerName> only) {
    TestProbe<DeskView> probe = kit.createTestProbe();
    at.tell(new DeskMessage.Show(only, probe.ref()));
    return probe.receiveMessage();
  }

  private static WorkerEntry.Introduction introduction(String instance) {
    return new WorkerEntry.Introduction("helper", instance, "1", 5, "h", 42);
  }

  private static WorkerName name(String instance) {
    return new WorkerName("helper", instance);
  }

  private static WorkerNews answered(int attempt) {
    return new WorkerNews.Answered(7, attempt, "w", AgentAnswer.say("hi " + attempt));
  }

  private static TurnKey key(String session, int attempt) {
    return TurnKey.of(Turns.turn(session, attempt));
  }
}
