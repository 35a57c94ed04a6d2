package switchboard.push;

import com.google.rpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import switchboard.journal.EventReader;
import switchboard.journal.StoreException;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;
import switchboard.stages.Causes;
import switchboard.wire.PublicErrors;

/**
 * Reads what the cursor lacks from the journal: one page at a time, and with a pause where the
 * store is away or says less than the session.
 */
final class Replay {
  /** What to do after a read. */
  sealed interface Next {
    enum GoOn implements Next {
      INSTANCE
    }

    /** Not the store is away, but what it holds cannot be read. */
    record Broken(Throwable cause) implements Next {}

    /** Pause, then {@link Replay#resume}. */
    record Pause(Duration pause) implements Next {}

    /**
     * The stream cannot go on: the client says that it has seen what was never recorded, what
     * follows the cursor is no longer there, or the store has been away for too long.
     */
    record Over(Status status) implements Next {}
  }

  private final SessionId session;
  private final FeedCursor cursor;
  private final SessionHistory events;
  private final PushSettings settings;
  private boolean busy;
  private Retry retry = Retry.NONE;

  Replay(SessionId session, FeedCursor cursor, SessionHistory events, PushSettings settings) {
    this.session = session;
    this.cursor = cursor;
    this.events = events;
    this.settings = settings;
  }

  /** Whether to read now: something is missing, and no read is under way or put off. */
  boolean due() {
    return !busy && cursor.needsJournal();
  }

  /**
   * Reads the next page, or, where nothing is known to be missing, sees whether the journal reaches
   * the cursor; hand the outcome to {@link #onPage} or {@link #onFailure}.
   */
  CompletionStage<SessionHistory.Page> read() {
    busy = true;
    var from = Math.min(cursor.tail(), EventReader.HIGHEST_SEQUENCE) + 1;
    var to = Math.max(from, Math.min(cursor.known(), from + settings.pageSize() - 1));
    return events.events(session, from, to, settings.pageSize());
  }

  Next onPage(SessionHistory.Page page) {
    if (page.lastSequence() < cursor.tail()) {
      return new Next.Over(PublicErrors.cursorPastEnd(page.lastSequence()));
    }
    if (page.oldestSequence() > cursor.tail() + 1) {
      return new Next.Over(PublicErrors.cursorTrimmed(page.oldestSequence()));
    }
    var before = cursor.tail();
    cursor.offer(page.events());
    if (cursor.tail() == before && cursor.needsJournal()) {
      return tryAgain();
    }
    busy = false;
    retry = Retry.NONE;
    return Next.GoOn.INSTANCE;
  }

  Next onFailure(Throwable failure) {
    var cause = Causes.of(failure);
    return cause instanceof StoreException ? tryAgain() : new Next.Broken(cause);
  }

  private Next tryAgain() {
    var now = System.nanoTime();
    retry = retry.failed(now);
    return retry.exhausted(now, settings.storePatience())
        ? new Next.Over(PublicErrors.storeUnavailable())
        : new Next.Pause(retry.pause(settings.retryLeast(), settings.retryMost()));
  }

  /** The pause is over. */
  void resume() {
    busy = false;
  }
}
