package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.journal.EventReader;
import switchboard.privacy.Subject;
import switchboard.privacy.SubjectKey;
import switchboard.privacy.SubjectKeys;
import switchboard.session.SessionReply.Rejection;

/**
 * Fetches what a session's first command needs: the subject's key, which enters the session into
 * the subject's list before anything of it is recorded, and for a fork the events to take over.
 */
final class Preparation {
  /** The most events that a fork takes over: they are recorded in one step. */
  static final int MAX_PAST = 10_000;

  private static final int PAGE = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  private final SessionId id;
  private final StoredHistory history;
  private final SubjectKeys keys;

  Preparation(SessionId id, StoredHistory history, SubjectKeys keys) {
    this.id = id;
    this.history = history;
    this.keys = keys;
  }

  /** What came of it. */
  sealed interface Outcome {
    /**
     * The command can be decided.
     *
     * @param past the events to take over; none for a new session
     */
    record Ready(Subject subject, SubjectKey.Present key, List<SessionEvent> past)
        implements Outcome {}

    /** It cannot. */
    record Refused(Rejection rejection) implements Outcome {}
  }

  /** Whether a command can come first. */
  static boolean isFirst(SessionCommand command) {
    return command instanceof SessionCommand.Create || command instanceof SessionCommand.Fork;
  }

  /** Fetches it, and tells the entity {@link SessionMessage.Prepared}. */
  void begin(ActorContext<SessionMessage> actor, SessionMessage.Execute execute) {
    actor.pipeToSelf(
        prepare(execute.command()),
        (outcome, failure) -> {
          if (failure != null) {
            LOG.warn("a session could not be begun: {}", failure.toString());
          }
          var known =
              failure == null ? outcome : new Outcome.Refused(Rejection.Plain.STORE_UNAVAILABLE);
          return new SessionMessage.Prepared(known, execute);
        });
  }

  private CompletionStage<Outcome> prepare(SessionCommand first) {
    return switch (first) {
      case SessionCommand.Create create ->
          obtain(new Subject(id.tenant(), create.subject()), List.of());
      case SessionCommand.Fork fork -> fork(fork);
      case SessionCommand.SendMessage _,
          SessionCommand.Close _,
          SessionCommand.ReportSaga _,
          SessionCommand.Observe _,
          SessionCommand.OfOperator _,
          SessionCommand.UpdateContext _,
          SessionCommand.Erase _,
          SessionCommand.Get _ ->
          throw new IllegalArgumentException("not a first command");
    };
  }

  private CompletionStage<Outcome> obtain(Subject subject, List<SessionEvent> past) {
    return keys.obtain(subject, Optional.of(id.session()))
        .thenApply(
            key ->
                switch (key) {
                  case SubjectKey.Present present -> new Outcome.Ready(subject, present, past);
                  case SubjectKey.Absent _ -> new Outcome.Refused(Rejection.Plain.SUBJECT_ERASED);
                });
  }

  private CompletionStage<Outcome> fork(SessionCommand.Fork fork) {
    return history
        .lock(fork.source())
        .thenCompose(
            lock -> {
              if (lock.subject().isEmpty()) {
                return refused(Rejection.Plain.NOT_FOUND);
              }
              return lock.key() instanceof SubjectKey.Present
                  ? read(fork, lock.subject().get(), new ArrayList<>())
                  : refused(Rejection.Plain.SUBJECT_ERASED);
            });
  }

  private CompletionStage<Outcome> read(
      SessionCommand.Fork fork, Subject subject, List<SessionEvent> past) {
    long upTo = fork.sequence() == 0 ? EventReader.HIGHEST_SEQUENCE : fork.sequence();
    return history
        .events(fork.source(), past.size() + 1, upTo, PAGE)
        .thenCompose(
            page -> {
              page.events().forEach(each -> past.add(each.event()));
              if (fork.sequence() > page.lastSequence()) {
                return refused(new Rejection.PastEnd(page.lastSequence()));
              }
              if (Math.min(upTo, page.lastSequence()) > MAX_PAST) {
                return refused(Rejection.Plain.FORK_TOO_LARGE);
              }
              boolean whole = past.size() >= Math.min(upTo, page.lastSequence());
              return whole || page.events().isEmpty()
                  ? obtain(subject, past)
                  : read(fork, subject, past);
            });
  }

  private static CompletionStage<Outcome> refused(Rejection rejection) {
    return CompletableFuture.completedStage(new Outcome.Refused(rejection));
  }
}
