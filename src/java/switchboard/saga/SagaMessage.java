package switchboard.saga;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.privacy.KeyedStart;
import switchboard.privacy.SubjectKey;
import switchboard.session.SessionReply;

/** What a saga entity is told. */
public sealed interface SagaMessage {
  /** Tells who waits that the saga cannot be had now, if anybody does. */
  static void refuse(SagaMessage message) {
    if (message instanceof Execute execute) {
      execute.replyTo().tell(SagaReply.UNAVAILABLE);
    }
  }

  /** A command, for this saga and no other. */
  record Execute(String saga, SagaCommand command, ActorRef<SagaReply> replyTo)
      implements SagaMessage {}

  /** An operator looks at it. */
  record Show(ActorRef<SagaView> replyTo) implements SagaMessage {}

  /** The session answered a report. */
  record Reported(long report, SessionReply reply) implements SagaMessage {}

  /** A service was called over HTTP, and this came of it. */
  record Called(StepAnswer answer, int attempt) implements SagaMessage {}

  /** Whose saga it is, and the key, are known, or could not be had. */
  record Unlocked(KeyedStart.Result result) implements SagaMessage, KeyedStart.Fetched {}

  /** The key that a start needs was fetched; empty if it could not be. */
  record Obtained(Optional<SubjectKey> key, Execute start) implements SagaMessage {}

  /** Something to do by itself. */
  enum Wake implements SagaMessage {
    REPORT,
    /** A deadline has passed: the durable index is for a saga that is not awake. */
    DUE
  }
}
