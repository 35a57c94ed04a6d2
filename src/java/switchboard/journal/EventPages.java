package switchboard.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A journal's elements as events, page by page. */
final class EventPages {
  private final EventLog events;
  private final Payloads payloads;
  private final Executor executor;

  EventPages(EventLog events, Payloads payloads, Executor executor) {
    this.events = events;
    this.payloads = payloads;
    this.executor = executor;
  }

  /** At most {@code max} events with {@code from <= sequence <= to}, in order. */
  CompletionStage<EventPage> read(String persistenceId, long from, long to, int max) {
    return more(persistenceId, from, to, max, new ArrayList<>());
  }

  /** Tombstones take places in a page, so it may take several to fill the caller's. */
  private CompletionStage<EventPage> more(
      String persistenceId, long from, long to, int max, List<StoredEvent> found) {
    return events
        .read(persistenceId, from, to, max - found.size())
        .thenComposeAsync(
            page -> {
              long sequence = page.first();
              for (byte[] element : page.elements()) {
                if (element.length > 0) {
                  found.add(
                      new StoredEvent(sequence, payloads.read(Element.read(element).payload())));
                }
                sequence++;
              }
              boolean whole = found.size() >= max || page.elements().isEmpty() || sequence > to;
              return whole
                  ? CompletableFuture.completedStage(
                      new EventPage(found, page.deleted() + 1, page.last()))
                  : more(persistenceId, sequence, to, max, found);
            },
            executor);
  }
}
