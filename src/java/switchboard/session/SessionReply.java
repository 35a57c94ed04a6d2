package switchboard.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.context.Context;
import switchboard.profile.ProfileFact;
import switchboard.session.SessionState.Life;

/** What a session answers. */
public sealed interface SessionReply {
  /**
   * It is durable: the sequence and time of the event that the request recorded, now or when it
   * first came.
   *
   * @param node the {@link Incarnation} of the node that answers; empty if it is not known, as from
   *     a node that does not tell yet
   */
  record Recorded(long sequence, Instant time, String node) implements SessionReply {
    public Recorded {
      node = node == null ? "" : node;
    }

    /** By a node that is not known. */
    public Recorded(long sequence, Instant time) {
      this(sequence, time, "");
    }
  }

  /**
   * The session as it stands.
   *
   * @param pausedUntil until when it takes no messages; in the past while the end of the pause is
   *     not recorded yet
   */
  record SessionView(
      SessionId id,
      String subject,
      String channel,
      String locale,
      String agent,
      Life life,
      long lastSequence,
      Instant createTime,
      Instant updateTime,
      Optional<Instant> pausedUntil)
      implements SessionReply {
    public SessionView {
      // one that an earlier release sends has none
      pausedUntil = pausedUntil == null ? Optional.empty() : pausedUntil;
    }

    /** One that is not paused. */
    public SessionView(
        SessionId id,
        String subject,
        String channel,
        String locale,
        String agent,
        Life life,
        long lastSequence,
        Instant createTime,
        Instant updateTime) {
      this(
          id,
          subject,
          channel,
          locale,
          agent,
          life,
          lastSequence,
          createTime,
          updateTime,
          Optional.empty());
    }
  }

  /**
   * The context as it stands.
   *
   * @param node the node that holds the session: HOST:PORT of its front door
   * @param profile what is kept of the subject, as the agent sees it
   * @param keyEncryptionKey id of the key that wraps the subject's; empty if that is gone
   * @param worker who had a turn of the session last; empty if no worker had, or it is not known
   * @param open the turns that workers are to answer, the current one first
   */
  record ContextView(
      SessionView session,
      String node,
      Context context,
      List<ProfileFact> profile,
      String keyEncryptionKey,
      String worker,
      List<OpenTurn> open)
      implements SessionReply {
    public ContextView {
      profile = List.copyOf(profile);
      open = List.copyOf(open);
    }

    /** One of a session that no worker answers. */
    public ContextView(
        SessionView session,
        String node,
        Context context,
        List<ProfileFact> profile,
        String keyEncryptionKey) {
      this(session, node, context, profile, keyEncryptionKey, "", List.of());
    }
  }

  /** The session is erased; these of its sagas, by id, had not ended. */
  record Erased(List<String> sagas) implements SessionReply {
    public Erased {
      sagas = List.copyOf(sagas);
    }
  }

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
      /** The subject was erased, or is being erased. */
      SUBJECT_ERASED,
      /** More events than a fork can take over. */
      FORK_TOO_LARGE,
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

    /** Of or because of what an operator did. */
    sealed interface OfOperator extends Rejection {
      /** It takes no messages until then. */
      record Paused(Instant until) implements OfOperator {}

      /** What the operator wants changed is not so. */
      enum NotSo implements OfOperator {
        /** It is not paused, perhaps not any more. */
        NOT_PAUSED,
        /** That turn is not open, perhaps not any more, or none is. */
        TURN_NOT_OPEN
      }
    }

    /** There is no event with that sequence. */
    record PastEnd(long last) implements Rejection {}
  }
}
