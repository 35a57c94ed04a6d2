package switchboard.ops.raw;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a session's events make of it.
 *
 * @param sequence of the last event
 * @param life OPEN, CLOSED or ERASED
 * @param goal the goal at hand
 * @param suspended goals put aside, the last one first
 * @param facts what is known, the latest told last
 * @param turns sequences of the messages in the short-term memory
 * @param summary what became of those before
 * @param pending the sagas that are pending, oldest first
 * @param versions sequence of the last change of each section of the document
 * @param said the user's messages
 * @param repliedTurns the turns of the agent's messages, in order
 * @param goalUpdates request ids of the changes of goals from outside, in order
 * @param factUpdates request ids of the changes of facts from outside, in order
 * @param workerTurns the turns that workers answer
 */
public record Folded(
    long sequence,
    String subject,
    String agent,
    String life,
    Optional<RawGoal> goal,
    List<RawGoal> suspended,
    List<RawFact> facts,
    List<Long> turns,
    Optional<Summary> summary,
    List<RawPending> pending,
    Map<String, Long> versions,
    List<Said> said,
    List<Long> repliedTurns,
    List<String> goalUpdates,
    List<String> factUpdates,
    RawTurns workerTurns) {
  public Folded {
    suspended = List.copyOf(suspended);
    facts = List.copyOf(facts);
    turns = List.copyOf(turns);
    pending = List.copyOf(pending);
    versions = Map.copyOf(versions);
    said = List.copyOf(said);
    repliedTurns = List.copyOf(repliedTurns);
    goalUpdates = List.copyOf(goalUpdates);
    factUpdates = List.copyOf(factUpdates);
  }

  /** A message of the user. */
  public record Said(String text, String requestId, long sequence) {}

  /** What became of messages that left the short-term memory. */
  public record Summary(long fromSequence, long toSequence, String text) {}
}
