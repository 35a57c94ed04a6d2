package switchboard.session;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/** The only door to the session entities: finds the shard and repeats a command while it moves. */
public interface Sessions {
  /**
   * Sends a command to its session and completes, always normally, with the session's answer.
   * Within the time given it is repeated while the shard moves; sessions recognise a repetition by
   * its request id.
   */
  CompletionStage<SessionReply> execute(SessionId id, SessionCommand command, Duration within);

  /**
   * Attaches a connection: it is told {@link LiveFeed}, first Attached or Refused, until it or the
   * entity stops.
   */
  void attach(SessionId id, ActorRef<LiveFeed> connection);

  /** Tells the session's other connections that the user is typing. */
  void typing(SessionId id, ActorRef<LiveFeed> connection);
}
