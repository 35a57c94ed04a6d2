package switchboard.session;

import java.time.Duration;
import java.time.Instant;

/**
 * While it lasts a session takes no messages of its user, because an operator wants it so. What is
 * under way goes on: sagas' reports are recorded, and open turns are answered.
 *
 * @param since when it began
 * @param until when it ends by itself
 * @param reason the operator's
 */
public record Pause(Instant since, Instant until, String reason) {
  /** How long one lasts of which nobody says how long. */
  public static final Duration STANDARD = Duration.ofMinutes(15);

  /** The longest there is, so that no session is forgotten in one. */
  public static final Duration LONGEST = Duration.ofHours(24);

  boolean isOverAt(Instant now) {
    return !until.isAfter(now);
  }
}
