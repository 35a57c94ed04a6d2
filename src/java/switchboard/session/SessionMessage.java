package switchboard.session;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.agent.WorkerNews;
import switchboard.privacy.KeyedStart;
import switchboard.profile.ProfileFact;

/** What a session entity is told. */
public sealed interface SessionMessage {
  /** A command, for this session and no other. */
  record Execute(SessionId session, SessionCommand command, ActorRef<SessionReply> replyTo)
      implements SessionMessage {}

  /** Tells who waits that the store is away, if anybody does. */
  static void refuse(SessionMessage message) {
    if (message instanceof Execute execute) {
      execute
          .replyTo()
          .tell(new SessionReply.Rejected(SessionReply.Rejection.Plain.STORE_UNAVAILABLE));
    }
  }

  /** About an attached connection, or one that wants to be. */
  sealed interface OfConnection extends SessionMessage {}

  /** A connection wants the live feed; it may ask again at any time. */
  record Attach(ActorRef<LiveFeed> connection) implements OfConnection {}

  /** A connection is gone. */
  record Detach(ActorRef<LiveFeed> connection) implements OfConnection {}

  /** Its own node asks what it is at. It is asked directly, which wakes nobody. */
  record Look(ActorRef<SessionLook> replyTo) implements OfConnection {}

  /** The user is typing on one of the connections. */
  record Typing(ActorRef<LiveFeed> from) implements OfConnection {}

  /**
   * One of the session's durable deadlines has passed.
   *
   * @param replyTo told what is to become of the deadline
   */
  record DeadlineDue(String deadline, ActorRef<DeadlineAnswer> replyTo) implements SessionMessage {}

  /** What the entity tells itself. It never leaves the node. */
  sealed interface Own extends SessionMessage {}

  /** Whose session it is, and the key, are known, or could not be had. */
  record Unlocked(KeyedStart.Result result) implements Own, KeyedStart.Fetched {}

  /** About a turn that a worker is to answer. */
  sealed interface OfTurn extends Own {}

  /** A worker, or whoever hands turns to them, says what becomes of a turn. */
  record OfWorker(WorkerNews news) implements OfTurn {}

  /** This attempt came to nothing, and it is time for the next one. */
  record HandOut(long turn, int attempt) implements OfTurn {}

  /** An open turn is to end unanswered by now. */
  enum TurnsDue implements OfTurn {
    INSTANCE
  }

  /** What a first command needs was fetched. */
  record Prepared(Preparation.Outcome outcome, Execute execute) implements Own {}

  /** The profile may have changed. */
  enum ProfileNews implements Own {
    INSTANCE
  }

  /** The profile was read; empty if it could not be. */
  record ProfileRead(Optional<List<ProfileFact>> facts) implements Own {}

  /** The session's time is over and it was removed, or could not be. */
  record Purged(boolean done, ActorRef<DeadlineAnswer> replyTo) implements Own {}
}
