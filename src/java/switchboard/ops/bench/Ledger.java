package switchboard.ops.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import switchboard.v1.Event;

/** What one session's client was promised, to be compared with what is recorded. */
final class Ledger {
  private final String session;
  private final Map<String, Long> acknowledged = new HashMap<>();

  Ledger(String session) {
    this.session = session;
  }

  String session() {
    return session;
  }

  synchronized void acknowledged(String requestId, long sequence) {
    acknowledged.put(requestId, sequence);
  }

  synchronized int size() {
    return acknowledged.size();
  }

  /** How many events there are when every turn has its message, its slot and its reply. */
  synchronized int expectedEvents() {
    return 1 + 3 * acknowledged.size();
  }

  /** Counts by kind of failure. */
  record Difference(long missing, long doubled, long unanswered) {
    Difference plus(Difference other) {
      return new Difference(
          missing + other.missing, doubled + other.doubled, unanswered + other.unanswered);
    }
  }

  synchronized Difference compare(List<Event> events) {
    var recorded = new HashMap<String, List<Long>>();
    var answers = new HashMap<Long, Integer>();
    for (var event : events) {
      if (event.hasUserMessage()) {
        recorded
            .computeIfAbsent(event.getUserMessage().getRequestId(), _ -> new ArrayList<>())
            .add(event.getSequence());
      }
      if (event.hasAgentMessage()) {
        answers.merge(event.getTurn(), 1, Integer::sum);
      }
      if (event.hasGoalChanged()) {
        answers.merge(event.getTurn(), 100, Integer::sum);
      }
    }
    long missing = 0;
    long doubled = 0;
    long unanswered = 0;
    for (var promise : acknowledged.entrySet()) {
      var sequences = recorded.getOrDefault(promise.getKey(), List.of());
      missing += sequences.contains(promise.getValue()) ? 0 : 1;
      doubled += sequences.size() > 1 ? 1 : 0;
      // One reply and one slot.
      unanswered += answers.getOrDefault(promise.getValue(), 0) == 101 ? 0 : 1;
    }
    return new Difference(missing, doubled, unanswered);
  }
}
