package switchboard.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.fakes.JournalKit;
import switchboard.journal.StoreException;
import switchboard.privacy.Subject;
import switchboard.wire.StoredErasures;

class ErasureEntityTest {
  private static final ActorTestKit KIT = ActorTestKit.create(JournalKit.config());
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final List<String> ALL =
      List.of("mark", "end after ", "end after s5", "destroy", "empty", "evict", "rewrite");

  private final Subject subject = new Subject("acme", "p/" + UUID.randomUUID());
  private final TestProbe<ErasureReply> replies = KIT.createTestProbe(ErasureReply.class);
  private final TestProbe<ActorRef<ErasureMessage>> idle = KIT.createTestProbe();
  private final ScriptedWork work = new ScriptedWork();
  private Duration patience = Duration.ofHours(1);
  private ActorRef<ErasureMessage> entity;

  @BeforeEach
  void spawn() {
    var settings =
        new ErasureSettings(
            Duration.ofDays(90), patience, Duration.ofSeconds(1), Duration.ofSeconds(1));
    entity =
        KIT.spawn(
            ErasureEntity.create(
                subject,
                new ErasureEntity.Dependencies(
                    work, new StoredErasures(), settings, Clock.fixed(NOW, ZoneOffset.UTC)),
                idle.ref()::tell));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void itDoesOneStepAfterTheOtherAndLeaves() {
    var begun = execute(ErasureCommand.BEGIN);
    assertThat(begun).isInstanceOf(ErasureReply.Found.class);
    idle.expectMessage(entity);
    assertThat(steps()).isEqualTo(ALL);
    assertThat(state())
        .isEqualTo(new ErasureState(subject, Step.FINISHED, "s7", 7, 1, 0, 3, 1, NOW, NOW));
  }

  @Test
  void erasingWhatIsErasedDoesNothingAndAnswersTheSame() {
    execute(ErasureCommand.BEGIN);
    untilFinished();
    var before = state();
    assertThat(execute(ErasureCommand.BEGIN)).isEqualTo(new ErasureReply.Found(before));
    restart();
    assertThat(execute(ErasureCommand.BEGIN)).isEqualTo(new ErasureReply.Found(before));
    assertThat(execute(ErasureCommand.RESUME)).isEqualTo(new ErasureReply.Found(before));
    assertThat(steps()).isEqualTo(ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mark", "end after ", "end after s5", "destroy", "empty", "evict", "rewrite"})
  void whatACrashLeavesUndoneIsDoneByTheNextIncarnation(String step) {
    work.hold(step);
    execute(ErasureCommand.BEGIN);
    await().until(() -> steps().contains(step));
    work.hold("");
    restart();
    untilFinished();
    var expected = new ArrayList<>(ALL);
    expected.add(ALL.indexOf(step), step);
    assertThat(steps()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mark", "end after ", "end after s5", "destroy", "empty", "evict", "rewrite"})
  void aStepThatFailsIsTriedAgainAndTheOthersAreNot(String step) {
    work.fail(step, 1);
    execute(ErasureCommand.BEGIN);
    untilFinished();
    var expected = new ArrayList<>(ALL);
    expected.add(ALL.indexOf(step), step);
    assertThat(steps()).isEqualTo(expected);
  }

  @Test
  void whoeverAsksMeanwhileMakesNoStepRunTwice() {
    work.hold("destroy");
    execute(ErasureCommand.BEGIN);
    await().until(() -> steps().contains("destroy"));
    assertThat(execute(ErasureCommand.READ)).isInstanceOf(ErasureReply.Found.class);
    assertThat(execute(ErasureCommand.RESUME)).isInstanceOf(ErasureReply.Found.class);
    assertThat(state().step()).isEqualTo(Step.DESTROY_KEY);
    assertThat(steps().stream().filter("destroy"::equals)).hasSize(1);
  }

  @Test
  void aSessionThatCannotBeEndedIsLeftWhenPatienceIsOver() {
    KIT.stop(entity);
    patience = Duration.ZERO;
    spawn();
    work.fail("end after s5", 1);
    execute(ErasureCommand.BEGIN);
    untilFinished();
    assertThat(steps()).contains("end after s5", "end after s5 leniently");
    assertThat(state().left()).isEqualTo(1);
  }

  @Test
  void aSubjectOfWhomNothingIsStoredIsNotErased() {
    work.forget();
    assertThat(execute(ErasureCommand.BEGIN)).isEqualTo(ErasureReply.Plain.UNKNOWN_SUBJECT);
    idle.expectMessage(entity);
    assertThat(stored()).isEmpty();
    assertThat(execute(ErasureCommand.READ)).isEqualTo(ErasureReply.Plain.NOT_ASKED);
    assertThat(execute(ErasureCommand.RESUME)).isEqualTo(ErasureReply.Plain.NOT_ASKED);
  }

  @Test
  void aStoreThatIsAwayMakesNothingOfARequest() {
    work.fail("known", 1);
    assertThat(execute(ErasureCommand.BEGIN)).isEqualTo(ErasureReply.Plain.UNAVAILABLE);
    JOURNAL.failNextPersisted(
        ErasureEntity.persistenceId(subject),
        new StoreException.Unavailable("away for the test", null));
    assertThat(execute(ErasureCommand.BEGIN)).isEqualTo(ErasureReply.Plain.UNAVAILABLE);
    replies.expectTerminated(entity);
    assertThat(stored()).isEmpty();
  }

  @Test
  void aCommandForAnotherSubjectIsRefused() {
    var other = new Subject("acme", "other");
    entity.tell(new ErasureMessage.Execute(other, ErasureCommand.BEGIN, replies.ref()));
    assertThat(replies.receiveMessage()).isEqualTo(ErasureReply.Plain.UNAVAILABLE);
    assertThat(stored()).isEmpty();
  }

  private void untilFinished() {
    await().until(() -> state().step() == Step.FINISHED);
  }

  private void restart() {
    KIT.stop(entity);
    spawn();
  }

  private List<String> steps() {
    return work.calls().stream().filter(call -> !call.equals("known")).toList();
  }

  private ErasureState state() {
    return ((ErasureReply.Found) execute(ErasureCommand.READ)).state();
  }

  private ErasureReply execute(ErasureCommand command) {
    entity.tell(new ErasureMessage.Execute(subject, command, replies.ref()));
    return replies.receiveMessage();
  }

  private List<Object> stored() {
    return JOURNAL.persistedInStorage(ErasureEntity.persistenceId(subject));
  }
}
