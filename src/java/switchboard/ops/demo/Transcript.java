package switchboard.ops.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import switchboard.ops.client.Conversation;
import switchboard.ops.client.EventText;
import switchboard.v1.Event;

/** What one client saw, when, and through which node; printed as it comes. */
final class Transcript implements Conversation.Listener {
  private final PrintWriter out;
  private final long startedNanos = System.nanoTime();
  private final List<Event> events = new ArrayList<>();
  private final List<Long> detachedAt = new ArrayList<>();
  private Throwable failure;

  Transcript(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void event(Event event) {
    events.add(event);
    print("#%-3d %s", event.getSequence(), EventText.of(event));
    notifyAll();
  }

  @Override
  public synchronized void attached(String address, long afterSequence) {
    print("     attached to %s after #%d", address, afterSequence);
  }

  @Override
  public synchronized void detached(String address, String why) {
    detachedAt.add(events.isEmpty() ? 0 : events.getLast().getSequence());
    print("     lost %s (%s)", address, why);
  }

  @Override
  public synchronized void ended(Throwable failureOrNull) {
    failure = failureOrNull == null ? new IllegalStateException("session ended") : failureOrNull;
    notifyAll();
  }

  /** Prints a line of the demo's own among the events. */
  synchronized void note(String format, Object... values) {
    print("     " + format, values);
  }

  private void print(String format, Object... values) {
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    out.printf("  %7.3f s  %s%n", seconds, String.format(format, values));
    out.flush();
  }

  /** Everything seen so far. */
  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** How often the stream broke. */
  synchronized int timesDetached() {
    return detachedAt.size();
  }

  /** Why the stream cannot go on; empty while it can. */
  synchronized Optional<String> failure() {
    return Optional.ofNullable(failure).map(Throwable::getMessage);
  }

  /** Waits for an event; empty if none comes in time or the stream ends. */
  synchronized Optional<Event> await(Duration within, Predicate<Event> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      var found = events.stream().filter(wanted).findFirst();
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (found.isPresent() || failure != null || left <= 0) {
        return found;
      }
      wait(left);
    }
  }
}
