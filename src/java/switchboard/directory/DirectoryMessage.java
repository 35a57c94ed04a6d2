package switchboard.directory;

import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.session.SessionId;
import switchboard.session.SessionMessage;

/** What a node's desk is told. */
public sealed interface DirectoryMessage {
  /** Which of these sessions are in its memory, and what do they say of themselves? */
  record Find(List<SessionId> sessions, ActorRef<DirectoryReply> replyTo)
      implements DirectoryMessage {
    public Find {
      sessions = List.copyOf(sessions);
    }
  }

  /** Who is it, and what does it count? */
  record Describe(ActorRef<DirectoryReply> replyTo) implements DirectoryMessage {}

  /** What it is told on its own node; it never leaves that. */
  sealed interface Own extends DirectoryMessage {}

  /** A session's entity was started. */
  record Began(SessionId session, String shard, ActorRef<SessionMessage> entity, Instant since)
      implements Own {}

  /** A session's entity has stopped. */
  record Stopped(SessionId session, ActorRef<SessionMessage> entity) implements Own {}
}
