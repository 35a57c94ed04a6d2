package switchboard.push;

import org.apache.pekko.actor.DeadLetterSuppression;
import switchboard.session.LiveFeed;
import switchboard.session.SessionHistory;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.v1.ConverseRequest;

/** What a connection is told. What comes after its stream ended is of no interest to anybody. */
sealed interface ConnectionMessage extends DeadLetterSuppression {
  /** Attach to this session, after this sequence. */
  record Attach(SessionId session, long after) implements ConnectionMessage {}

  /** The client said something on a Converse stream. */
  record Asked(ConverseRequest request) implements ConnectionMessage {}

  record FromSession(LiveFeed feed) implements ConnectionMessage {}

  record PageRead(SessionHistory.Page page) implements ConnectionMessage {}

  record ReadFailed(Throwable cause) implements ConnectionMessage {}

  record Answered(String requestId, SessionReply reply) implements ConnectionMessage {}

  record Unanswered(String requestId, Throwable cause) implements ConnectionMessage {}

  enum Signal implements ConnectionMessage {
    /** The client reads again. */
    READY,
    HALF_CLOSED,
    /** The call is over, whoever ended it. */
    GONE,
    /** A node was lost. */
    NODE_LOST,
    DRAIN
  }

  enum Timer implements ConnectionMessage {
    BEAT,
    READ_AGAIN,
    ATTACH_TIME_OUT,
    LINGER_OVER,
    DRAIN_OVER
  }
}
