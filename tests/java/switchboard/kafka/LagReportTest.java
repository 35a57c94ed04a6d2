package switchboard.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import switchboard.kafka.GroupLook.Front;
import switchboard.kafka.GroupLook.Position;
import switchboard.kafka.GroupLook.Reader;
import switchboard.kafka.LagReport.Partition;
import switchboard.kafka.LagReport.State;

/** What two looks at a partition say. */
class LagReportTest {
  private static final Reader READER = new Reader("client", "host");
  private final List<Position> asked = new ArrayList<>();

  private static Position at(long committed, long end, boolean isRead) {
    return new Position(
        "order.replies",
        1,
        committed < 0 ? OptionalLong.empty() : OptionalLong.of(committed),
        5,
        end,
        isRead ? Optional.of(READER) : Optional.empty());
  }

  private Partition compared(Position before, Position now) {
    var report =
        LagReport.between(
            List.of(new GroupLook("g", "Stable", List.of(before))),
            List.of(new GroupLook("g", "Stable", List.of(now))),
            Duration.ofSeconds(2),
            position -> {
              asked.add(position);
              return Optional.of(new Front(position.next(), "k", Instant.EPOCH));
            });
    return report.groups().getFirst().partitions().getFirst();
  }

  @Test
  void whatStandsWhileRecordsWaitIsStuckAndItsFirstRecordIsNamed() {
    var stuck = compared(at(10, 20, true), at(10, 25, true));
    assertThat(stuck.state()).isEqualTo(State.STUCK);
    assertThat(stuck.now().lag()).isEqualTo(15);
    assertThat(stuck.front()).hasValueSatisfying(it -> assertThat(it.offset()).isEqualTo(10));
    assertThat(stuck.secondsLeft()).isEmpty();
  }

  @Test
  void whatNobodyReadsIsUnreadAlsoIfItWasNeverRead() {
    assertThat(compared(at(10, 20, false), at(10, 20, false)).state()).isEqualTo(State.UNREAD);
    var never = compared(at(-1, 20, false), at(-1, 20, false));
    assertThat(never.state()).isEqualTo(State.UNREAD);
    assertThat(never.now().lag()).as("from the first record there is").isEqualTo(15);
    assertThat(asked).hasSize(2);
  }

  @Test
  void whatGetsLessIsCatchingUpAndSaysWhenItWillHave() {
    var catching = compared(at(10, 110, true), at(50, 120, true));
    assertThat(catching.state()).isEqualTo(State.CATCHING_UP);
    assertThat(catching.perSecond()).isEqualTo(20);
    assertThat(catching.secondsLeft()).as("70 left, 15 less each second").hasValue(5);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatGetsMoreAlthoughItMovesIsFallingBehind() {
    var behind = compared(at(10, 20, true), at(12, 40, true));
    assertThat(behind.state()).isEqualTo(State.FALLING_BEHIND);
    assertThat(behind.secondsLeft()).isEmpty();
  }

  @Test
  void whatCameWhileItWasWatchedIsNotHeldAgainstAnybody() {
    assertThat(compared(at(20, 20, true), at(20, 22, true)).state()).isEqualTo(State.CURRENT);
    assertThat(compared(at(20, 20, false), at(20, 20, false)).state()).isEqualTo(State.CURRENT);
  }

  @Test
  void anOffsetBeforeTheFirstRecordMeansThatRecord() {
    assertThat(at(2, 20, true).lag()).isEqualTo(15);
    assertThat(at(30, 20, true).lag()).isZero();
  }
}
