package switchboard.session;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import switchboard.session.SessionState.Life;

/** The connections that are attached to a session. */
final class Watchers {
  private final ActorContext<SessionMessage> actor;

  /** Most sessions have none for most of the time, and then it shall take no memory. */
  private Set<ActorRef<LiveFeed>> connections = Set.of();

  Watchers(ActorContext<SessionMessage> actor) {
    this.actor = actor;
  }

  void onMessage(SessionState state, SessionMessage.OfConnection message) {
    switch (message) {
      case SessionMessage.Attach(var connection) -> attach(state, connection);
      case SessionMessage.Detach(var connection) -> detach(connection);
      case SessionMessage.Typing(var from) -> typing(from);
    }
  }

  private void attach(SessionState state, ActorRef<LiveFeed> connection) {
    if (state.life() == Life.NONE) {
      connection.tell(LiveFeed.Refused.NOT_FOUND);
      return;
    }
    if (connections.isEmpty()) {
      connections = new HashSet<>();
    }
    if (connections.add(connection)) {
      actor.watchWith(connection, new SessionMessage.Detach(connection));
    }
    connection.tell(new LiveFeed.Attached(state.lastSequence(), state.life() != Life.OPEN));
  }

  private void detach(ActorRef<LiveFeed> connection) {
    if (!connections.isEmpty()) {
      connections.remove(connection);
      connections = connections.isEmpty() ? Set.of() : connections;
    }
  }

  private void typing(ActorRef<LiveFeed> from) {
    connections.stream()
        .filter(connection -> !connection.equals(from))
        .forEach(connection -> connection.tell(LiveFeed.Typing.INSTANCE));
  }

  void recorded(SessionState before, List<SessionEvent> events) {
    if (!connections.isEmpty()) {
      tell(new LiveFeed.Recorded(before.sequenced(events)));
    }
  }

  void detached() {
    tell(LiveFeed.Detached.INSTANCE);
  }

  /** Tells all of them. */
  void tell(LiveFeed news) {
    connections.forEach(connection -> connection.tell(news));
  }
}
