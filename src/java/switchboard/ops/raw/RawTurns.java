package switchboard.ops.raw;

import java.util.List;

/**
 * The turns of a session that workers answer, as its events have them. An agent of the node leaves
 * none.
 *
 * @param open turns that have not ended, the oldest first
 * @param answered turns that ended with an answer, in that order
 * @param unanswered turns that ended otherwise, in that order
 * @param violations where the events are not what a session may record, in words
 */
public record RawTurns(
    List<Long> open, List<Long> answered, List<Long> unanswered, List<String> violations) {
  public RawTurns {
    open = List.copyOf(open);
    answered = List.copyOf(answered);
    unanswered = List.copyOf(unanswered);
    violations = List.copyOf(violations);
  }
}
