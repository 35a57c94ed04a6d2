package switchboard.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.v1.LoggerLevel;

/** Log levels that are put back by themselves. */
class LogLevelsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final LoggerContext loggers = new LoggerContext();
  private final List<Duration> times = new ArrayList<>();
  private final List<Runnable> due = new ArrayList<>();
  private int changes;
  private final LogLevels levels =
      new LogLevels(
          loggers,
          (after, work) -> {
            times.add(after);
            due.add(work);
          },
          () -> changes++);

  private Level level(String logger) {
    return loggers.getLogger(logger).getLevel();
  }

  private LoggerLevel set(String logger, String level, Duration after) {
    return levels.set(logger, level, NOW, after, "why");
  }

  @Test
  void aLevelIsPutBackWhenItsTimeIsOver() {
    loggers.getLogger("switchboard.a").setLevel(Level.WARN);
    var shown = set("switchboard.a", "DEBUG", QUARTER);
    assertThat(level("switchboard.a")).isEqualTo(Level.DEBUG);
    assertThat(shown.getUntil().getSeconds()).isEqualTo(NOW.plus(QUARTER).getEpochSecond());
    assertThat(shown.getAfter()).isEqualTo("WARN");
    assertThat(shown.getReason()).isEqualTo("why");
    assertThat(times).containsExactly(QUARTER);
    due.getFirst().run();
    assertThat(level("switchboard.a")).isEqualTo(Level.WARN);
    assertThat(levels.show("switchboard.a").hasUntil()).isFalse();
    assertThat(changes).isEqualTo(2);
  }

  @Test
  void oneThatHadNoneOfItsOwnHasNoneAgain() {
    assertThat(set("switchboard.a", "TRACE", QUARTER).getAfter()).isEmpty();
    due.getFirst().run();
    assertThat(level("switchboard.a")).isNull();
  }

  @Test
  void settingItAgainBeginsAnewAndKeepsWhatItWasAtFirst() {
    loggers.getLogger("switchboard.a").setLevel(Level.WARN);
    set("switchboard.a", "DEBUG", QUARTER);
    set("switchboard.a", "TRACE", QUARTER.multipliedBy(2));
    due.get(0).run();
    assertThat(level("switchboard.a"))
        .as("the first end is not the second's")
        .isEqualTo(Level.TRACE);
    due.get(1).run();
    assertThat(level("switchboard.a")).isEqualTo(Level.WARN);
  }

  @Test
  void thoseThatAreSetAreListedAndOneMore() {
    loggers.getLogger("switchboard.a").setLevel(Level.WARN);
    loggers.getLogger("switchboard.a.b");
    assertThat(levels.list(""))
        .extracting(LoggerLevel::getLogger)
        .containsExactly("ROOT", "switchboard.a");
    var more = levels.list("switchboard.a.b").getLast();
    assertThat(more.getLogger()).isEqualTo("switchboard.a.b");
    assertThat(more.getLevel()).isEqualTo("WARN");
    assertThat(more.getOwn()).isFalse();
  }

  @Test
  void pekkosLowestLevelIsKnown() {
    loggers.getLogger("org.apache.pekko").setLevel(Level.WARN);
    loggers.getLogger("switchboard").setLevel(Level.TRACE);
    assertThat(levels.lowestOfPekko()).isEqualTo(Level.WARN);
    set("org.apache.pekko.cluster", "DEBUG", QUARTER);
    assertThat(levels.lowestOfPekko()).isEqualTo(Level.DEBUG);
  }

  @ParameterizedTest
  @CsvSource({
    "switchboard, TRACE, true",
    "switchboard.session.SessionEntity, DEBUG, true",
    "org.apache.pekko.cluster, DEBUG, true",
    "switchboards, DEBUG, false",
    "ROOT, DEBUG, false",
    "ROOT, INFO, true",
    "io.grpc.netty, DEBUG, false",
    "io.lettuce.core, TRACE, false",
    "org.apache.kafka, DEBUG, false",
    "org.apache.kafka, INFO, true",
    "io.lettuce.core, OFF, true"
  })
  void onlyOurLoggersAndPekkosGoBelowInfo(String logger, String level, boolean allowed) {
    assertThat(LogLevels.isAllowed(logger, level)).isEqualTo(allowed);
  }
}
