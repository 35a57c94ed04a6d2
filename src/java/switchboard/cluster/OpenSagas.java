package switchboard.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.context.PendingSaga;
import switchboard.context.SagaOutcome;
import switchboard.session.SequencedEvent;
import switchboard.session.SessionEvent;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;

/**
 * The sagas of a session that have not ended, by its events. An erased session does not know them
 * any more, but what its events say of sagas' ids is not classified.
 */
final class OpenSagas {
  private static final int PAGE = 500;

  private final SessionHistory history;

  OpenSagas(SessionHistory history) {
    this.history = history;
  }

  CompletionStage<Set<String>> of(SessionId session) {
    return more(session, 1, new Found(new HashSet<>(), new HashSet<>()));
  }

  /** Those that wait for late answers have ended once, partially. */
  private record Found(Set<String> open, Set<String> partial) {
    void add(SequencedEvent event) {
      switch (event.event()) {
        case SessionEvent.SagaRequested requested -> open.add(requested.saga());
        case SessionEvent.SagaEnded ended -> {
          if (PendingSaga.endsForGood(ended.outcome(), partial.contains(ended.saga()))) {
            open.remove(ended.saga());
          } else if (ended.outcome() == SagaOutcome.PARTIALLY_COMPLETED) {
            partial.add(ended.saga());
          }
        }
        case SessionEvent _ -> {}
      }
    }
  }

  private CompletionStage<Set<String>> more(SessionId session, long from, Found found) {
    return history
        .events(session, from, Long.MAX_VALUE >> 10, PAGE)
        .thenCompose(
            page -> {
              page.events().forEach(found::add);
              return page.events().size() < PAGE
                  ? CompletableFuture.completedStage(found.open())
                  : more(session, page.events().getLast().sequence() + 1, found);
            });
  }
}
