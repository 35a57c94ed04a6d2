package switchboard.context;

import java.util.List;
import java.util.Optional;

/**
 * Puts messages that leave the short-term memory into few words. An implementation is a pure
 * function and does not block: it runs inside the session, and what it says commits together with
 * the messages' leaving.
 */
@FunctionalInterface
public interface Summarizer {
  /**
   * The text of a summary.
   *
   * @param before the summary so far, which the new one replaces
   * @param leaving the messages that leave, oldest first; at least one
   */
  String summarize(Optional<Summary> before, List<Turn> leaving);
}
