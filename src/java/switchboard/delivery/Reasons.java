package switchboard.delivery;

import java.util.Set;

/** What reasons of sagas mean to a user. */
final class Reasons {
  private static final Set<String> OF_TIME = Set.of("TIMED_OUT", "DEADLINE_EXCEEDED");

  private Reasons() {}

  /** Whether nobody said no: there was only no answer in time. */
  static boolean isOfTime(String reason) {
    return OF_TIME.contains(reason);
  }
}
