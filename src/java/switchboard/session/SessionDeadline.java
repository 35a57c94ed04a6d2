package switchboard.session;

import java.time.Duration;
import java.util.Optional;

/** The durable deadlines of a session, as ids within its persistence id. */
public final class SessionDeadline {
  /** When a saga that was asked for has not reported by then, it is asked for again. */
  public static final Duration START_AGAIN = Duration.ofSeconds(5);

  /** When a session is closed in which nothing happens but what is told unasked. */
  public static final String IDLE = "i";

  /** When a closed session is removed. */
  public static final String PURGE = "p";

  /** When a pause of a session is over. */
  public static final String PAUSE = "u";

  /** When a session is woken that has open turns: their node may be gone. */
  public static final String TURNS = "t";

  /** How soon after it was opened, and then how often, somebody looks after a turn. */
  public static final Duration LOOK_AFTER_TURNS = Duration.ofSeconds(5);

  private static final String START = "start:";

  private SessionDeadline() {}

  /** When the start of this saga is due to be asked for again. */
  public static String start(String saga) {
    return START + saga;
  }

  /** The saga whose start this deadline is about. */
  static Optional<String> sagaToStart(String deadline) {
    return deadline.startsWith(START)
        ? Optional.of(deadline.substring(START.length()))
        : Optional.empty();
  }
}
