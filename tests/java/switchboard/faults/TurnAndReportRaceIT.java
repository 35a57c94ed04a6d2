package switchboard.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.SagaOutcome;
import switchboard.context.SagaReport;
import switchboard.context.Turn;
import switchboard.fakes.InMemoryKeys;
import switchboard.local.RedisServer;
import switchboard.local.RedisServer.Fsync;
import switchboard.local.TestKafka;
import switchboard.session.RequestMark;
import switchboard.session.SessionCommand;
import switchboard.session.SessionCommand.UpdateContext;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.Recorded;
import switchboard.session.SessionReply.Rejected;
import switchboard.session.SessionReply.Rejection;

/**
 * News arrive on their own while a turn that began earlier is still being worked on, and that turn
 * is saved later. Frameworks that save the whole state at the end of a turn lose the news then.
 * Here, the store itself holds the turn's write back until the news are there.
 */
@Tag("faults")
@Timeout(60)
class TurnAndReportRaceIT {
  private final SessionId id = new SessionId("acme", Calls.newId("race"));
  private final InMemoryKeys keys = new InMemoryKeys();
  private final MovableClock clock = new MovableClock();
  private RedisServer redis;
  private RedisProxy proxy;
  private LoneSession first;
  private String saga;

  /** A clock that goes when it is told to. */
  private static final class MovableClock extends Clock {
    // near the real time, by which Redis lets sessions expire
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    synchronized void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws Exception {
    var parent = Files.createDirectories(Path.of("target", "faults").toAbsolutePath());
    var dir = Files.createTempDirectory(parent, "race-");
    var ports = TestKafka.freePorts(2);
    redis = RedisServer.start(ports.get(0), dir, Fsync.ALWAYS);
    proxy = RedisProxy.start(ports.get(1), redis.port());
    first = new LoneSession(proxy.uri(), id, keys, clock);
    first.execute(
        new SessionCommand.Create("partner", "app", "en", "working", mark("create", "00")));
    assertThat(first.execute(message("one"))).isInstanceOf(Recorded.class);
    saga = first.context().context().pending().getFirst().saga();
  }

  @AfterEach
  void stop() {
    first.close();
    proxy.close();
    redis.close();
  }

  @Test
  void newsThatComeWhileATurnIsBeingSavedAreOrderedAfterItAndNeitherOverwritesTheOther() {
    var held = proxy.hold(id.session());
    var turn = first.send(message("two"));
    held.await();
    var news = first.send(report());
    turn.expectNoMessage(Duration.ofMillis(100));
    news.expectNoMessage(Duration.ofMillis(100));
    held.release();
    var turnAt = (Recorded) turn.receiveMessage();
    var newsAt = (Recorded) news.receiveMessage();
    assertThat(newsAt.sequence()).isEqualTo(turnAt.sequence() + 4);
    assertBothStand(first.context());
    assertBothStandAfterRecovery();
  }

  @Test
  void aTurnThatIsSavedAfterNewsReachedAnotherIncarnationIsRefusedAndItsRepetitionFollowsThem() {
    var held = proxy.hold(id.session());
    var turn = first.send(message("two"));
    held.await();
    try (var second = new LoneSession(redis.uri(), id, keys, clock)) {
      var newsAt = (Recorded) second.execute(report());
      held.release();
      // it was late, so nothing of it was written: worth repeating where the session is now
      assertThat(turn.receiveMessage()).isEqualTo(new Rejected(Rejection.Plain.SHARD_MOVING));
      first.awaitEnd();
      assertThat(second.context().context().facts()).hasSize(1);
      var again = (Recorded) second.execute(message("two"));
      assertThat(again.sequence()).isEqualTo(newsAt.sequence() + 2);
      assertBothStand(second.context());
    }
    assertBothStandAfterRecovery();
  }

  @Test
  void aWriterWhoReadBeforeTheNewsIsRefusedForWhatTheyChangedAndOnlyForThat() {
    long read = first.context().session().lastSequence();
    first.execute(report());
    long last = first.context().session().lastSequence();
    assertThat(first.execute(update("facts", UpdateContext.Part.FACTS, read)))
        .isEqualTo(new Rejected(new Rejection.StaleEtag(last)));
    assertThat(first.execute(update("goal", UpdateContext.Part.GOAL, read)))
        .isInstanceOf(SessionReply.ContextView.class);
    var context = first.context().context();
    assertThat(context.facts()).extracting(Fact::id).containsExactly("parcel");
    assertThat(context.goal()).map(Goal::intent).hasValue("written");
  }

  @Test
  void aRequestIsKnownAMinuteAndADayLaterAndByEveryIncarnationButNotForEver() {
    var two = (Recorded) first.execute(message("two"));
    var update = update("u", UpdateContext.Part.GOAL, two.sequence() + 3);
    assertThat(first.execute(update)).isInstanceOf(SessionReply.ContextView.class);
    var other = new SessionCommand.SendMessage("other", mark("two", "ff"));
    for (var later : List.of(Duration.ofMinutes(1), Duration.ofHours(22))) {
      clock.pass(later);
      assertThat(first.execute(message("two"))).isEqualTo(two);
      assertThat(first.execute(other)).isEqualTo(new Rejected(Rejection.Plain.REQUEST_ID_REUSED));
      try (var another = new LoneSession(redis.uri(), id, keys, clock)) {
        assertThat(another.execute(message("two"))).isEqualTo(two);
        assertThat(another.execute(other))
            .isEqualTo(new Rejected(Rejection.Plain.REQUEST_ID_REUSED));
        assertThat(another.execute(update)).isEqualTo(new Recorded(two.sequence() + 4, two.time()));
      }
    }
    clock.pass(Duration.ofHours(2));
    try (var another = new LoneSession(redis.uri(), id, keys, clock)) {
      assertThat(another.execute(message("two")))
          .isInstanceOfSatisfying(
              Recorded.class, now -> assertThat(now.sequence()).isGreaterThan(two.sequence()));
    }
  }

  @Test
  void ofTwoCreationsAtOnceForDifferentSubjectsTheFirstDecidesUnderWhoseKeyAllIsStored() {
    var contested = new SessionId("acme", Calls.newId("contested"));
    try (var one = new LoneSession(redis.uri(), contested, keys, clock)) {
      var mine = one.send(create("mine"));
      var yours = one.send(create("yours"));
      assertThat(mine.receiveMessage()).isInstanceOf(Recorded.class);
      assertThat(yours.receiveMessage()).isEqualTo(new Rejected(Rejection.Plain.EXISTS));
      assertThat(one.execute(message("one"))).isInstanceOf(Recorded.class);
    }
    try (var next = new LoneSession(redis.uri(), contested, keys, clock)) {
      assertThat(next.context().session().subject()).isEqualTo("mine");
      assertThat(next.context().context().turns()).extracting(Turn::text).contains("one");
    }
  }

  private void assertBothStandAfterRecovery() {
    try (var next = new LoneSession(redis.uri(), id, keys, clock);
        var view = new StoreView(redis.uri())) {
      assertBothStand(next.context());
      view.assertWhole(id.name());
    }
  }

  private static void assertBothStand(SessionReply.ContextView view) {
    var context = view.context();
    assertThat(context.facts()).extracting(Fact::id).containsExactly("parcel");
    assertThat(context.goal()).map(Goal::intent).hasValue("two");
    assertThat(context.suspended()).extracting(Goal::intent).containsExactly("one");
    assertThat(context.turns())
        .extracting(Turn::text)
        .containsOnlyOnce("two", "working on two", "news of parcel");
    assertThat(context.pending()).hasSize(1);
  }

  private SessionCommand.ReportSaga report() {
    var fact = new Fact("thing", "parcel", Map.of("status", "here"), clock.instant(), "a service");
    return new SessionCommand.ReportSaga(
        saga, 1, new SagaReport.Ended(SagaOutcome.COMPLETED, List.of(fact), ""));
  }

  private static UpdateContext update(String request, UpdateContext.Part part, long etag) {
    return new UpdateContext(
        Set.of(part),
        false,
        etag,
        Optional.of(new Goal("written", Goal.Status.AWAITING_USER, Map.of())),
        List.of(),
        List.of(),
        mark(request, "00"));
  }

  private static SessionCommand.Create create(String subject) {
    return new SessionCommand.Create(subject, "app", "en", "working", mark(subject, "00"));
  }

  private static SessionCommand.SendMessage message(String text) {
    return new SessionCommand.SendMessage(text, mark(text, "01"));
  }

  private static RequestMark mark(String request, String digest) {
    return new RequestMark(request, digest);
  }
}
