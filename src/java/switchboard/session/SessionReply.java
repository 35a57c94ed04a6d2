package switchboard.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Fact;
import switchboard.context.Goal;
import switchboard.context.PendingSaga;
import switchboard.context.Turn;

/** What a session answers. */
public sealed interface SessionReply {
  /**
   * It is durable: the sequence and time of the event that the request recorded, now or when it
   * first came.
   */
  record Recorded(long sequence, Instant time) implements SessionReply {}

  /** The session as it stands. */
  record SessionView(
      SessionId id,
      String subject,
      String channel,
      String locale,
      String agent,
      boolean closed,
      long lastSequence,
      Instant createTime,
      Instant updateTime)
      implements SessionReply {}

  /**
   * The context as it stands.
   *
   * @param node the node that holds the session: HOST:PORT of its front door
   */
  record ContextView(
      SessionView session,
      String node,
      Optional<Goal> goal,
      List<Goal> suspended,
      List<Turn> turns,
      List<PendingSaga> pending,
      List<Fact> facts)
      implements SessionReply {}

  /** It was not done, for this reason. */
  record Rejected(Rejection rejection) implements SessionReply {}

  /** Why something was not done. */
  sealed interface Rejection {
    /** There is no such session. */
    enum Plain implements Rejection {
      NOT_FOUND,
      /** The session exists and was created by another request. */
      EXISTS,
      ENDED,
      REQUEST_ID_REUSED,
      /** Too much is being worked on for this session; nothing was done. */
      BUSY,
      /** The store is away; nothing is known to be written. */
      STORE_UNAVAILABLE,
      /** The session is moving to another node; nothing was done. */
      SHARD_MOVING,
      /** No answer came in time: it may have been done. Repeat with the same request id. */
      OUTCOME_UNKNOWN
    }

    record StaleEtag(long current) implements Rejection {}
  }
}
