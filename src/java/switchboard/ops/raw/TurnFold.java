package switchboard.ops.raw;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds the events of turns that workers answer. Each is opened by the event right before, the
 * oldest one is handed out under attempts 1, 2, 3, …, and each ends once.
 */
final class TurnFold {
  private static final int ANSWERED = 1;

  /** Attempts of the open turns, the oldest first; 0 of one that waits. */
  private final Map<Long, Long> open = new LinkedHashMap<>();

  private final List<Long> answered = new ArrayList<>();
  private final List<Long> unanswered = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  void opened(long sequence, Fields event) {
    long turn = event.number(1);
    if (turn != sequence - 1) {
      violate(sequence, "opens turn %d, which is not the event right before", turn);
    }
    open.put(turn, open.isEmpty() ? 1L : 0L);
  }

  void assigned(long sequence, Fields event) {
    long turn = event.number(1);
    long attempt = event.number(2);
    if (!isCurrent(turn)) {
      violate(sequence, "hands out turn %d, which is not the oldest that is open", turn);
    } else if (attempt != open.put(turn, attempt) + 1) {
      violate(sequence, "hands out turn %d as attempt %d, which is not the next", turn, attempt);
    }
  }

  void ended(long sequence, Fields event) {
    long turn = event.number(1);
    long attempt = event.number(3);
    boolean isAnswered = event.number(2) == ANSWERED;
    if (!open.containsKey(turn)) {
      violate(sequence, "ends turn %d, which is not open", turn);
    } else if (isAnswered && (!isCurrent(turn) || open.get(turn) != attempt)) {
      violate(sequence, "is an answer to attempt %d of turn %d, not the last", attempt, turn);
    }
    (isAnswered ? answered : unanswered).add(turn);
    open.remove(turn);
    open.keySet().stream().findFirst().ifPresent(next -> open.merge(next, 1L, Math::max));
  }

  /** What was asked there is not asked here. */
  void forked() {
    open.clear();
  }

  private boolean isCurrent(long turn) {
    return open.keySet().stream().findFirst().filter(first -> first == turn).isPresent();
  }

  private void violate(long sequence, String what, Object... values) {
    violations.add("event " + sequence + " " + what.formatted(values));
  }

  RawTurns result() {
    return new RawTurns(List.copyOf(open.keySet()), answered, unanswered, violations);
  }
}
