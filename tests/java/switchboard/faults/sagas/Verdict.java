package switchboard.faults.sagas;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import switchboard.faults.sagas.Talk.Outcome;

/**
 * What the checker found.
 *
 * @param messages how many the clients sent, by what they know of them
 * @param sagas how many there are, by how they ended last; {@code OPEN} for those that did not
 * @param effects how many steps took effect
 * @param takenBack how many of them were taken back
 * @param repeats how many commands reached a service more than once, each time counted
 */
record Verdict(
    Map<Outcome, Long> messages,
    Map<String, Long> sagas,
    long effects,
    long takenBack,
    long repeats,
    List<Violation> violations) {
  /** What must hold. */
  enum Rule {
    /** Every saga ended, once for good. */
    ENDED,
    /** No effect is doubled. */
    NOT_DOUBLED,
    /** No effect of a completed saga is missing. */
    NOT_MISSING,
    /** No effect of another saga is left standing. */
    NOT_STANDING,
    /** Every session was told once of each end, in order. */
    TOLD_ONCE,
    /** What was acknowledged is in the session, once, and did what it asked for. */
    NOT_LOST,
    /** No operator is needed. */
    NO_OPERATOR
  }

  /** One thing that does not hold, and of which saga or session. */
  record Violation(Rule rule, String what) {}

  Verdict {
    messages = Map.copyOf(messages);
    sagas = new TreeMap<>(sagas);
    violations = List.copyOf(violations);
  }

  /** How many messages have this outcome. */
  long count(Outcome outcome) {
    return messages.getOrDefault(outcome, 0L);
  }

  /** How many sagas ended so. */
  long count(String end) {
    return sagas.getOrDefault(end, 0L);
  }

  @Override
  public String toString() {
    var byRule =
        violations.stream().collect(Collectors.groupingBy(Violation::rule, Collectors.counting()));
    return ("messages: %d ok, %d failed, %d unknown; sagas: %s;"
            + " %d effects, %d taken back, %d repeats recognised; %s")
        .formatted(
            count(Outcome.OK),
            count(Outcome.FAILED),
            count(Outcome.UNKNOWN),
            sagas,
            effects,
            takenBack,
            repeats,
            violations.isEmpty() ? "nothing violated" : "VIOLATED: " + new TreeMap<>(byRule));
  }
}
