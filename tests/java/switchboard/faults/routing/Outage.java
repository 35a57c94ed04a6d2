package switchboard.faults.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import switchboard.faults.routing.History.Attempt;
import switchboard.faults.routing.History.Outcome;

/** For how long sessions were not answered, as the clients noted it. Times are in ms. */
final class Outage {
  private final long[] sorted;

  private Outage(long[] millis) {
    sorted = millis.clone();
    Arrays.sort(sorted);
  }

  /** From a moment until the next acknowledged message of each of these sessions. */
  static Outage since(long moment, Collection<String> sessions, List<Attempt> attempts) {
    var wanted = Set.copyOf(sessions);
    var first = new HashMap<String, Long>();
    for (var attempt : attempts) {
      if (attempt.outcome() == Outcome.OK
          && attempt.ended() > moment
          && wanted.contains(attempt.session())) {
        first.merge(attempt.session(), attempt.ended() - moment, Math::min);
      }
    }
    return of(first.values());
  }

  /** From each message's first attempt to its acknowledgement. */
  static Outage ofMessages(List<Attempt> attempts) {
    return of(waits(attempts).values().stream().flatMap(List::stream).toList());
  }

  /** The longest such wait of each session, among what was acknowledged after a moment. */
  static Outage longest(long moment, List<Attempt> attempts) {
    var later = attempts.stream().filter(it -> it.ended() > moment).toList();
    return of(waits(later).values().stream().map(Collections::max).toList());
  }

  /** By session, for each message that was acknowledged. */
  private static Map<String, List<Long>> waits(List<Attempt> attempts) {
    var waits = new HashMap<String, List<Long>>();
    waitsOfMessages(attempts)
        .forEach(
            (message, wait) ->
                waits.computeIfAbsent(message.session(), _ -> new ArrayList<>()).add(wait));
    return waits;
  }

  /** Those that waited longest among what was acknowledged, the slowest first. */
  static List<Message> slowest(List<Attempt> attempts, int count) {
    return waitsOfMessages(attempts).entrySet().stream()
        .sorted(Map.Entry.<Message, Long>comparingByValue().reversed())
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Map<Message, Long> waitsOfMessages(List<Attempt> attempts) {
    Map<Message, Long> said = new HashMap<>();
    Map<Message, Long> known = new HashMap<>();
    for (var attempt : attempts) {
      var message = Message.of(attempt);
      said.merge(message, attempt.invoked(), Math::min);
      if (attempt.outcome() == Outcome.OK) {
        known.merge(message, attempt.ended(), Math::min);
      }
    }
    known.replaceAll((message, time) -> time - said.get(message));
    return known;
  }

  record Message(String session, String requestId) {
    static Message of(Attempt attempt) {
      return new Message(attempt.session(), attempt.requestId());
    }
  }

  static Outage of(Collection<Long> nanos) {
    return new Outage(nanos.stream().mapToLong(it -> it / 1_000_000).toArray());
  }

  /** All of several. */
  static Outage all(Collection<Outage> outages) {
    return new Outage(outages.stream().flatMapToLong(it -> Arrays.stream(it.sorted)).toArray());
  }

  int count() {
    return sorted.length;
  }

  /** The value that a share of all do not exceed; 0 if there are none. */
  long quantile(double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }

  @Override
  public String toString() {
    return "%d: first %d ms, p50 %d ms, p90 %d ms, p99 %d ms, max %d ms"
        .formatted(count(), quantile(0), quantile(0.5), quantile(0.9), quantile(0.99), quantile(1));
  }
}
