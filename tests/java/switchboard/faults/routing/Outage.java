package switchboard.faults.routing;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    var first = new HashMap<String, Long>();
    for (var attempt : attempts) {
      if (attempt.outcome() == Outcome.OK
          && attempt.ended() > moment
          && sessions.contains(attempt.session())) {
        first.merge(attempt.session(), attempt.ended() - moment, Math::min);
      }
    }
    return of(first.values());
  }

  /** From each message's first attempt to its acknowledgement. */
  static Outage ofMessages(List<Attempt> attempts) {
    Map<String, Long> said = new HashMap<>();
    Map<String, Long> known = new HashMap<>();
    for (var attempt : attempts) {
      var message = attempt.session() + " " + attempt.requestId();
      said.merge(message, attempt.invoked(), Math::min);
      if (attempt.outcome() == Outcome.OK) {
        known.merge(message, attempt.ended(), Math::min);
      }
    }
    known.replaceAll((message, time) -> time - said.get(message));
    return of(known.values());
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
    return "%d: p50 %d ms, p99 %d ms, max %d ms"
        .formatted(count(), quantile(0.5), quantile(0.99), quantile(1));
  }
}
