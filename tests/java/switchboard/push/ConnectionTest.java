package switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Code;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.fakes.InMemorySessions;
import switchboard.push.ConnectionMessage.Asked;
import switchboard.push.ConnectionMessage.Attach;
import switchboard.push.ConnectionMessage.Signal;
import switchboard.session.RequestMark;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.telemetry.Telemetry;
import switchboard.v1.ConverseRequest;

class ConnectionTest {
  private static final SessionId ID = new SessionId("acme", "one");
  private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load());
  private static final PushSettings SETTINGS = settings("40ms");

  private static PushSettings settings(String beat) {
    return PushSettings.from(
        ConfigFactory.parseString(
                """
                switchboard.push {
                  beat = %s, retry-least = 5ms, retry-most = 40ms, store-patience = 300ms
                  attach-timeout = 400ms, linger = 100ms, drain-time = 100ms
                  held-events = 8, page-size = 5
                }
                """
                    .formatted(beat))
            .withFallback(ConfigFactory.parseResources("push.conf"))
            .resolve());
  }

  private final InMemorySessions sessions = new InMemorySessions();
  private final Set<ActorRef<ConnectionMessage>> stopped = ConcurrentHashMap.newKeySet();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void createSession() {
    var mark = new RequestMark("create", "d");
    var create = new SessionCommand.Create("partner", "app", "en", "echo", mark);
    sessions.execute(ID, create, Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void tellsEachEventOnceInOrderThroughMovesDeathsOutagesAndPauses(long seed) {
    var random = new Random(seed);
    say(random.nextInt(30));
    long after = random.nextLong(sessions.last(ID) + 1);
    var outlet = new RecordingOutlet(false);
    var connection = open(outlet, after);
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(12)) {
        case 0 -> sessions.move(ID);
        case 1 -> sessions.die(ID);
        case 2 -> sessions.storeAway(random.nextBoolean());
        case 3 -> outlet.ready(false);
        case 4, 5 -> {
          outlet.ready(true);
          connection.tell(Signal.READY);
        }
        case 6 -> Thread.yield();
        default -> say(1 + random.nextInt(3));
      }
    }
    sessions.storeAway(false);
    outlet.ready(true);
    connection.tell(Signal.READY);
    close();
    await("seed " + seed).atMost(Duration.ofSeconds(10)).until(outlet::completed);
    assertThat(outlet.sequences())
        .as("seed %d", seed)
        .isEqualTo(LongStream.rangeClosed(after + 1, sessions.last(ID)).boxed().toList());
  }

  @Test
  void attachesAnewWhenANodeWasLostLongBeforeTheNextBeat() {
    var outlet = new RecordingOutlet(false);
    var connection = open(outlet, settings("1h"));
    connection.tell(Signal.NODE_LOST); // before it has a session
    connection.tell(new Attach(ID, 0));
    awaitSequences(outlet, 1, 1);
    sessions.die(ID);
    say(3);
    connection.tell(Signal.NODE_LOST);
    awaitSequences(outlet, 1, sessions.last(ID));
  }

  @Test
  void readsNoFurtherWhileTheClientDoesNotRead() {
    say(5_000);
    var outlet = new RecordingOutlet(false);
    outlet.ready(false);
    var connection = open(outlet, 0);
    await().until(() -> outlet.attachedAt() == 5_001);
    say(1_000);
    assertThat(sessions.reads()).isEqualTo(1);
    assertThat(outlet.sequences()).isEmpty();
    outlet.ready(true);
    connection.tell(Signal.READY);
    awaitSequences(outlet, 1, 6_001);
  }

  @Test
  void endsWhenTheCursorIsPastTheEnd() {
    var outlet = new RecordingOutlet(false);
    open(outlet, 2);
    assertFails(outlet, Code.OUT_OF_RANGE);
  }

  @Test
  void endsWhenTheCursorIsFarPastTheEnd() {
    var outlet = new RecordingOutlet(false);
    open(outlet, Long.MAX_VALUE);
    assertFails(outlet, Code.OUT_OF_RANGE);
  }

  @Test
  void endsWhenWhatFollowsTheCursorWasTrimmed() {
    say(10);
    sessions.trim(ID, 5);
    var outlet = new RecordingOutlet(false);
    open(outlet, 3);
    assertFails(outlet, Code.OUT_OF_RANGE);
    var goodOutlet = new RecordingOutlet(false);
    open(goodOutlet, 4);
    awaitSequences(goodOutlet, 5, 11);
  }

  @Test
  void endsWhenThereIsNoSuchSession() {
    var outlet = new RecordingOutlet(false);
    open(outlet, new SessionId("acme", "none"), 0);
    assertFails(outlet, Code.NOT_FOUND);
  }

  @Test
  void keepsTryingWhileTheStoreIsAwayAndEndsWhenThePatienceIsOver() {
    say(3);
    sessions.storeAway(true);
    var outlet = new RecordingOutlet(false);
    open(outlet, 0);
    assertFails(outlet, Code.UNAVAILABLE);
    assertThat(sessions.reads()).isBetween(3, 40);
  }

  @Test
  void stopsWithoutAWordWhenTheClientIsGone() {
    var outlet = new RecordingOutlet(false);
    var connection = open(outlet, 1);
    await().until(() -> outlet.attachedAt() == 1);
    connection.tell(Signal.GONE);
    await().until(() -> stopped.contains(connection));
    assertThat(outlet.completed()).isFalse();
    assertThat(outlet.failure()).isEmpty();
  }

  @Test
  void keepsMessagesUntilAttachedAndAcknowledgesThemOnlyAsFastAsTheClientReads() {
    var outlet = new RecordingOutlet(true);
    var connection = open(outlet);
    connection.tell(
        asked(r -> r.setAttach(ConverseRequest.Attach.newBuilder().setSession(ID.name()))));
    outlet.ready(false);
    connection.tell(message("a"));
    connection.tell(message("b"));
    await().until(() -> sessions.last(ID) == 3);
    connection.tell(Signal.HALF_CLOSED);
    await().until(() -> outlet.requested() == 64);
    assertThat(outlet.answers()).isEmpty();
    outlet.ready(true);
    connection.tell(Signal.READY);
    await().until(outlet::completed);
    assertThat(outlet.answers()).containsExactly("a=2", "b=3");
    assertThat(outlet.requested()).isEqualTo(66);
  }

  @Test
  void recordsOneMessageAfterTheOtherAndAnswersInTheOrderOfArrival() {
    var held = new HeldSessions(sessions);
    var outlet = new RecordingOutlet(true);
    var parts = new Connection.Parts(held, sessions, SETTINGS, Telemetry.unseen());
    var connection = KIT.spawn(Connection.create(parts, outlet, stopped::add));
    connection.tell(
        asked(r -> r.setAttach(ConverseRequest.Attach.newBuilder().setSession(ID.name()))));
    connection.tell(message("a"));
    connection.tell(message("b"));
    connection.tell(asked(r -> r.setMessage(ConverseRequest.Message.newBuilder())));
    connection.tell(message("c"));
    connection.tell(Signal.HALF_CLOSED);
    for (var id : List.of("a", "b", "c")) {
      await().until(() -> held.waiting().equals(List.of(id)));
      held.release();
    }
    await().until(outlet::completed);
    assertThat(outlet.answers()).containsExactly("a=2", "b=3", " refused", "c=4");
  }

  @Test
  void finishesOutstandingAcknowledgementsBeforeItLeaves() {
    var outlet = new RecordingOutlet(true);
    var connection = open(outlet);
    connection.tell(
        asked(r -> r.setAttach(ConverseRequest.Attach.newBuilder().setSession(ID.name()))));
    connection.tell(message("a"));
    await().until(() -> !outlet.answers().isEmpty());
    connection.tell(Signal.DRAIN);
    await().until(() -> outlet.failure().isPresent());
    assertThat(outlet.failure().get().getCode()).isEqualTo(Code.UNAVAILABLE.getNumber());
    assertThat(outlet.answers()).containsExactly("a=2");
  }

  private static Asked message(String requestId) {
    var message = ConverseRequest.Message.newBuilder().setText("hi").setRequestId(requestId);
    return asked(r -> r.setMessage(message));
  }

  private static Asked asked(java.util.function.Consumer<ConverseRequest.Builder> change) {
    var request = ConverseRequest.newBuilder();
    change.accept(request);
    return new Asked(request.build());
  }

  private ActorRef<ConnectionMessage> open(RecordingOutlet outlet) {
    return open(outlet, SETTINGS);
  }

  private ActorRef<ConnectionMessage> open(RecordingOutlet outlet, PushSettings settings) {
    var parts = new Connection.Parts(sessions, sessions, settings, Telemetry.unseen());
    return KIT.spawn(Connection.create(parts, outlet, stopped::add));
  }

  private ActorRef<ConnectionMessage> open(RecordingOutlet outlet, long after) {
    return open(outlet, ID, after);
  }

  private ActorRef<ConnectionMessage> open(RecordingOutlet outlet, SessionId id, long after) {
    var connection = open(outlet);
    connection.tell(new Attach(id, after));
    return connection;
  }

  private void say(int times) {
    for (int i = 0; i < times; i++) {
      sessions.say(ID, "m");
    }
  }

  private void close() {
    var close = new SessionCommand.Close(new RequestMark("close", "d"), Optional.empty());
    sessions.execute(ID, close, Duration.ofSeconds(1));
  }

  private static void awaitSequences(RecordingOutlet outlet, long from, long to) {
    await().until(() -> outlet.sequences().size() == to - from + 1);
    assertThat(outlet.sequences()).isEqualTo(LongStream.rangeClosed(from, to).boxed().toList());
  }

  private static void assertFails(RecordingOutlet outlet, Code code) {
    await().until(() -> outlet.failure().isPresent());
    assertThat(outlet.failure().get().getCode()).isEqualTo(code.getNumber());
    assertThat(outlet.sequences()).isEmpty();
  }
}
