package switchboard.session;

import java.time.Duration;

/**
 * How long sessions are kept.
 *
 * @param idle after how long an open session is closed in which nothing happened but what was told
 *     unasked
 * @param closed for how long a closed session can be read
 */
public record Retention(Duration idle, Duration closed) {
  /**
   * Keys expire by themselves this much later than they are removed, for the case that nobody is
   * there to remove them.
   */
  public static final Duration SLACK = Duration.ofDays(1);

  public Retention {
    if (!idle.isPositive()) {
      throw new IllegalArgumentException("idle-retention must be more than 0");
    }
    if (!closed.isPositive()) {
      throw new IllegalArgumentException("closed-retention must be more than 0");
    }
  }
}
