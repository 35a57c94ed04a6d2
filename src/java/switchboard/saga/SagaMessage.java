package switchboard.saga;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.session.SessionReply;

/** What a saga entity is told. */
public sealed interface SagaMessage {
  /** A command, for this saga and no other. */
  record Execute(String saga, SagaCommand command, ActorRef<SagaReply> replyTo)
      implements SagaMessage {}

  /** The session answered a report. */
  record Reported(long report, SessionReply reply) implements SagaMessage {}

  /** Something to do by itself. */
  enum Wake implements SagaMessage {
    REPORT
  }
}
