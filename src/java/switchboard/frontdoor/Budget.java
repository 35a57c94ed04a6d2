package switchboard.frontdoor;

import io.grpc.Context;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a call's session has for its answers.
 *
 * @param endNanos when it is used up, on the clock of {@link System#nanoTime}
 */
record Budget(long endNanos) {
  private static final int LARGEST_SHARE_OF_MARGIN = 5;
  private static final long LEAST_NANOS = 1_000_000;

  /** What is left of the current call's deadline, within the configured bounds, less the margin. */
  static Budget ofCurrentCall(FrontDoorSettings settings) {
    var deadline = Context.current().getDeadline();
    var left =
        deadline == null
            ? settings.defaultDeadline()
            : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    var capped = least(left, settings.longestDeadline());
    var margin = least(settings.deadlineMargin(), capped.dividedBy(LARGEST_SHARE_OF_MARGIN));
    return new Budget(System.nanoTime() + capped.minus(margin).toNanos());
  }

  /** What is left now; at least a millisecond. */
  Duration left() {
    return Duration.ofNanos(Math.max(LEAST_NANOS, endNanos - System.nanoTime()));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
