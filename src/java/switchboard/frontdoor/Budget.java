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
    // in nanoseconds throughout: Duration divides by way of BigDecimal, on the path of every call
    long left =
        deadline == null
            ? settings.defaultDeadline().toNanos()
            : Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    long capped = Math.min(left, settings.longestDeadline().toNanos());
    long margin = Math.min(settings.deadlineMargin().toNanos(), capped / LARGEST_SHARE_OF_MARGIN);
    return new Budget(System.nanoTime() + capped - margin);
  }

  /** What is left now; at least a millisecond. */
  Duration left() {
    return Duration.ofNanos(Math.max(LEAST_NANOS, endNanos - System.nanoTime()));
  }
}
