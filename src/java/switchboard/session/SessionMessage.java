package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;

/** What a session entity is told. */
public sealed interface SessionMessage {
  /** A command, for this session and no other. */
  record Execute(SessionId session, SessionCommand command, ActorRef<SessionReply> replyTo)
      implements SessionMessage {}

  /** A connection wants the live feed; it may ask again at any time. */
  record Attach(ActorRef<LiveFeed> connection) implements SessionMessage {}

  /** A connection is gone. */
  record Detach(ActorRef<LiveFeed> connection) implements SessionMessage {}

  /** The user is typing on one of the connections. */
  record Typing(ActorRef<LiveFeed> from) implements SessionMessage {}

  /**
   * One of the session's durable deadlines has passed.
   *
   * @param replyTo told what is to become of the deadline
   */
  record DeadlineDue(String deadline, ActorRef<DeadlineAnswer> replyTo) implements SessionMessage {}
}
