package switchboard.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.journal.DeadlineChange;
import switchboard.journal.SideData;

/** When an erasure goes on, and what commits with its events. Pure: time comes as an argument. */
final class ErasureRules {
  /** The durable deadline that wakes an erasure which nobody works at. */
  static final String RESUME = "resume";

  /** After how long without a step somebody looks whether it is still worked at. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private ErasureRules() {}

  /**
   * The deadline that is to wake it, gone with the last step, and when its keys expire.
   *
   * @param kept how long it can be read after its last event
   */
  static SideData side(ErasureState after, Duration kept) {
    var time = after.updateTime();
    DeadlineChange deadline =
        after.isRunning()
            ? new DeadlineChange.Set(RESUME, time.plus(LOOK_AGAIN))
            : new DeadlineChange.Clear(RESUME);
    return new SideData(Map.of(), List.of(deadline), List.of(), Optional.of(time.plus(kept)));
  }

  /** How long to wait after so many failures of one step in a row, 1 or more. */
  static Duration pause(int failures) {
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** Whether a deadline that has passed still means anything, and when it is to pass again. */
  static Optional<Instant> again(ErasureState state, Instant now) {
    return state.isRunning() ? Optional.of(now.plus(LOOK_AGAIN)) : Optional.empty();
  }
}
