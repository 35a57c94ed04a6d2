package switchboard.push;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.session.LiveFeed;
import switchboard.session.SessionCommand;
import switchboard.session.SessionId;
import switchboard.session.SessionReply;
import switchboard.session.Sessions;

/** Sessions that take a message only when the test lets it through. */
final class HeldSessions implements Sessions {
  private final Sessions sessions;
  private final Queue<Held> held = new ArrayDeque<>();

  private record Held(
      SessionId id, SessionCommand.SendMessage command, CompletableFuture<SessionReply> reply) {}

  HeldSessions(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public synchronized CompletionStage<SessionReply> execute(
      SessionId id, SessionCommand command, Duration within) {
    var each = new Held(id, (SessionCommand.SendMessage) command, new CompletableFuture<>());
    held.add(each);
    return each.reply();
  }

  /** The request ids of the messages that wait. */
  synchronized List<String> waiting() {
    return new ArrayList<>(held.stream().map(each -> each.command().request().id()).toList());
  }

  synchronized void release() {
    var each = held.remove();
    sessions
        .execute(each.id(), each.command(), Duration.ofSeconds(1))
        .thenAccept(each.reply()::complete);
  }

  @Override
  public void attach(SessionId id, ActorRef<LiveFeed> connection) {
    sessions.attach(id, connection);
  }

  @Override
  public void typing(SessionId id, ActorRef<LiveFeed> connection) {
    sessions.typing(id, connection);
  }
}
