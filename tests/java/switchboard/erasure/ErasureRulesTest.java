package switchboard.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import switchboard.journal.DeadlineChange;
import switchboard.privacy.Subject;

class ErasureRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
  private static final Subject ASHA = new Subject("acme", "asha/1");
  private static final List<ErasureEvent> ALL =
      List.of(
          new ErasureEvent.Requested(NOW),
          new ErasureEvent.Marked(NOW.plusMillis(1)),
          new ErasureEvent.SessionsEnded(new SessionPage("s5", 4, 2, 1, true), NOW.plusMillis(2)),
          new ErasureEvent.SessionsEnded(new SessionPage("s9", 3, 1, 0, false), NOW.plusMillis(3)),
          new ErasureEvent.KeyDestroyed(NOW.plusMillis(4)),
          new ErasureEvent.ProfileEmptied(NOW.plusMillis(5)),
          new ErasureEvent.CachesEvicted(3, NOW.plusMillis(6)),
          new ErasureEvent.FilesRewritten(1, NOW.plusMillis(7)));

  private static ErasureState after(int events) {
    var state = ErasureState.none(ASHA);
    for (var event : ALL.subList(0, events)) {
      state = state.apply(event);
    }
    return state;
  }

  @Test
  void theStepsFollowEachOtherInTheOrderOfTheContract() {
    var steps = new ArrayList<Step>();
    for (int events = 0; events <= ALL.size(); events++) {
      steps.add(after(events).step());
    }
    assertThat(steps)
        .containsExactly(
            Step.NOT_ASKED,
            Step.MARK,
            Step.END_SESSIONS,
            Step.END_SESSIONS,
            Step.DESTROY_KEY,
            Step.EMPTY_PROFILE,
            Step.EVICT_CACHES,
            Step.REWRITE_FILES,
            Step.FINISHED);
  }

  @Test
  void pagesAddUpAndTheNextOneBeginsWhereTheLastEnded() {
    assertThat(after(3).after()).isEqualTo("s5");
    assertThat(after(ALL.size()))
        .isEqualTo(
            new ErasureState(ASHA, Step.FINISHED, "s9", 7, 3, 1, 3, 1, NOW, NOW.plusMillis(7)));
  }

  @Test
  void aDeadlineStandsUntilItIsFinishedAndEverythingExpires() {
    var kept = Duration.ofDays(2);
    for (int events = 1; events <= ALL.size(); events++) {
      var time = NOW.plusMillis(events - 1);
      var side = ErasureRules.side(after(events), kept);
      assertThat(side.expireAt()).contains(time.plus(kept));
      assertThat(side.deadlines())
          .containsExactly(
              events < ALL.size()
                  ? new DeadlineChange.Set(ErasureRules.RESUME, time.plusSeconds(5))
                  : new DeadlineChange.Clear(ErasureRules.RESUME));
    }
  }

  @Test
  void aDeadlineMeansSomethingOnlyWhileItRuns() {
    assertThat(ErasureRules.again(after(0), NOW)).isEqualTo(Optional.empty());
    assertThat(ErasureRules.again(after(ALL.size()), NOW)).isEqualTo(Optional.empty());
    assertThat(ErasureRules.again(after(4), NOW)).contains(NOW.plusSeconds(5));
  }

  @Test
  void pausesGrowUpToAMinute() {
    assertThat(ErasureRules.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(ErasureRules.pause(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(ErasureRules.pause(6)).isEqualTo(Duration.ofSeconds(32));
    assertThat(ErasureRules.pause(7)).isEqualTo(Duration.ofMinutes(1));
    assertThat(ErasureRules.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aSubjectIsFoundAgainInEveryId() {
    assertThat(ErasureEntity.subject(ErasureEntity.entityId(ASHA))).isEqualTo(ASHA);
    assertThat(ErasureEntity.ofPersistenceId(ErasureEntity.persistenceId(ASHA))).contains(ASHA);
    assertThat(ErasureEntity.ofPersistenceId("saga|acme/s1.3")).isEmpty();
  }

  @Test
  void settingsAreReadAndChecked() {
    var config = ConfigFactory.parseResources("privacy.conf").resolve();
    assertThat(ErasureSettings.from(config))
        .isEqualTo(
            new ErasureSettings(
                Duration.ofDays(90),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10)));
    var brief =
        ConfigFactory.parseString("switchboard.privacy.erasure.receipt-retention = 1 h")
            .withFallback(config);
    assertThatThrownBy(() -> ErasureSettings.from(brief))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("receipt-retention");
  }
}
