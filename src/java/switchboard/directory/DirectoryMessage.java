package switchboard.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.session.SessionId;
import switchboard.session.SessionMessage;
import switchboard.worker.ClusterWorkers;
import switchboard.worker.WorkerName;

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

  /** What has it counted, and how is it? */
  record Measure(ActorRef<DirectoryReply> replyTo) implements DirectoryMessage {}

  /**
   * Which workers are connected to it?
   *
   * @param after the position after which to begin; empty to begin with the first
   */
  record ListWorkers(String after, int max, ActorRef<DirectoryReply> replyTo)
      implements DirectoryMessage {}

  /**
   * Which sessions has it to do with a worker for?
   *
   * @param after the session's id after which to begin; empty to begin with the first
   */
  record ShowWorker(WorkerName worker, String after, int max, ActorRef<DirectoryReply> replyTo)
      implements DirectoryMessage {}

  /** What does it know of why a session may not go on? It is not woken. */
  record Examine(SessionId session, ActorRef<DirectoryReply> replyTo) implements DirectoryMessage {}

  /** Is the session in its memory? If so it is to leave it, after its current command. */
  record Evict(SessionId session, ActorRef<DirectoryReply> replyTo) implements DirectoryMessage {}

  /** What it is told on its own node; it never leaves that. */
  sealed interface Own extends DirectoryMessage {}

  /** A session's entity was started. */
  record Began(
      SessionId session,
      String shard,
      ActorRef<SessionMessage> entity,
      Runnable leave,
      Instant since)
      implements Own {}

  /**
   * What the workers' desk said.
   *
   * @param part empty if it said nothing
   */
  record Seen(ShowWorker question, Optional<ClusterWorkers.Part> part) implements Own {}

  /** A session's entity has stopped. */
  record Stopped(SessionId session, ActorRef<SessionMessage> entity) implements Own {}
}
