package switchboard.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The requests a session remembers, to answer a repetition with the first result: the last 1,000,
 * each for 24 hours. Immutable. A plain array: at this size a copy and a scan are cheaper, and far
 * smaller, than a persistent map.
 */
public final class RequestLog {
  /** How many requests are remembered at most. */
  public static final int MAX_REQUESTS = 1_000;

  /** How long a request is remembered. */
  public static final Duration MAX_AGE = Duration.ofHours(24);

  public static final RequestLog EMPTY = new RequestLog(new Entry[0]);

  /** A request and the event that recorded it. */
  public record Entry(RequestMark mark, long sequence, Instant time) {}

  /** The oldest first. */
  private final Entry[] entries;

  private RequestLog(Entry[] entries) {
    this.entries = entries;
  }

  public static RequestLog of(List<Entry> entries) {
    return new RequestLog(entries.toArray(Entry[]::new));
  }

  public List<Entry> entries() {
    return List.of(entries);
  }

  /** The request with this id, unless it is too old. */
  public Optional<Entry> find(String id, Instant now) {
    var oldest = now.minus(MAX_AGE);
    // strings keep their hash, so most entries are passed over without looking at their text
    int hash = id.hashCode();
    for (int i = entries.length - 1; i >= 0; i--) {
      var seen = entries[i].mark().id();
      if (seen.hashCode() == hash && seen.equals(id)) {
        return entries[i].time().isBefore(oldest) ? Optional.empty() : Optional.of(entries[i]);
      }
    }
    return Optional.empty();
  }

  /** Remembers one more; forgets what is too old or too much. */
  public RequestLog with(Entry entry) {
    var oldest = entry.time().minus(MAX_AGE);
    int from = Math.max(0, entries.length - (MAX_REQUESTS - 1));
    while (from < entries.length && entries[from].time().isBefore(oldest)) {
      from++;
    }
    var longer = Arrays.copyOfRange(entries, from, entries.length + 1);
    longer[longer.length - 1] = entry;
    return new RequestLog(longer);
  }
}
