package switchboard.operations;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.SessionReply.SessionView;
import switchboard.session.SessionState.Life;

/** What the operator's door asks of the sessions, beside where they are. */
public interface SessionDesk {
  /** Hands a command to its session, which is woken by it. Completes always normally, in time. */
  CompletionStage<SessionReply> execute(SessionId session, SessionCommand command, Duration within);

  /**
   * Sessions of a tenant by id, as they are stored; wakes nobody. Fails with {@link
   * switchboard.journal.StoreException} while the store is away.
   *
   * @param after the session's id after which to begin; empty to begin with the first
   * @param max the most to return, 1 or more
   */
  CompletionStage<Found> find(String tenant, Filter filter, String after, int max);

  /**
   * Which sessions.
   *
   * @param subject with this person; empty for all
   * @param life in this state; empty for all
   * @param paused only those that are paused
   */
  record Filter(String subject, Optional<Life> life, boolean paused) {
    /** Whether a session is one of them. */
    public boolean takes(SessionView session) {
      return (subject.isEmpty() || session.subject().equals(subject))
          && life.filter(wanted -> isOther(wanted, session.life())).isEmpty()
          && (!paused || session.pausedUntil().isPresent());
    }

    /** For the operator an erased one has ended like any other. */
    private static boolean isOther(Life wanted, Life is) {
      return (wanted == Life.OPEN) != (is == Life.OPEN);
    }
  }

  /**
   * Some of them.
   *
   * @param last id of the last one that was looked at: the next page begins after it; empty if
   *     there is no next page
   */
  record Found(List<SessionView> sessions, String last) {
    public Found {
      sessions = List.copyOf(sessions);
    }
  }
}
