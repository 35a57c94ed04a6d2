package switchboard.faults.routing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import switchboard.faults.routing.History.Outcome;

/**
 * What the checker found.
 *
 * @param messages how many the clients sent, by what they know of them in the end
 * @param attempts how many calls that took, by the status each ended with
 * @param attachments how many streams ended, by their status; empty for those that readers ended
 * @param seen how many events the streams showed
 * @param lost how many acknowledged messages are gone with the writes that the store lost
 */
record Verdict(
    Map<Outcome, Long> messages,
    Map<String, Long> attempts,
    Map<String, Long> attachments,
    long seen,
    long lost,
    List<Violation> violations) {
  /** What must hold. */
  enum Rule {
    /** What was acknowledged is in the journal. */
    NOT_LOST,
    /** No message is in the journal twice. */
    NOT_DOUBLED,
    /** What was acknowledged is in the journal where it was acknowledged, as it was said. */
    IN_PLACE,
    /** Nothing is in the journal that nobody said, or that was refused for good. */
    NOT_INVENTED,
    /** What was acknowledged before something else was said stands before it. */
    IN_ORDER,
    /** The journal has no gap, and the document is what the journal makes of it. */
    WHOLE,
    /** A stream has no gap and no repetition, and begins where its reader stopped. */
    STREAM_GAPLESS,
    /** A stream shows what is in the journal. */
    STREAM_TRUE,
    /** A stream shows everything in the end. */
    STREAM_COMPLETE,
    /** No sequence is acknowledged for two messages. */
    ONE_MESSAGE,
    /** The count of claims never goes back. */
    ONE_WRITER,
    /** A repeated request gets the first result. */
    SAME_RESULT,
    /** Clients are told only what the contract lets them be told. */
    HONEST,
    /** Enough was acknowledged to prove anything. */
    ENOUGH
  }

  /** One thing that does not hold, and of which session. */
  record Violation(Rule rule, String what) {}

  Verdict {
    messages = Map.copyOf(messages);
    attempts = new TreeMap<>(attempts);
    attachments = new TreeMap<>(attachments);
    violations = List.copyOf(violations);
  }

  /** How many messages have this outcome. */
  long count(Outcome outcome) {
    return messages.getOrDefault(outcome, 0L);
  }

  /** How often a rule is violated. */
  long count(Rule rule) {
    return violations.stream().filter(violation -> violation.rule() == rule).count();
  }

  @Override
  public String toString() {
    var byRule =
        violations.stream().collect(Collectors.groupingBy(Violation::rule, Collectors.counting()));
    return "messages: %d ok, %d failed, %d unknown; calls %s; streams %s, %d events; %s%s"
        .formatted(
            count(Outcome.OK),
            count(Outcome.FAILED),
            count(Outcome.UNKNOWN),
            attempts,
            attachments,
            seen,
            lost == 0 ? "" : lost + " lost by the store; ",
            violations.isEmpty() ? "nothing violated" : "VIOLATED: " + new TreeMap<>(byRule));
  }
}
