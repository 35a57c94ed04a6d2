package switchboard.session;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import switchboard.session.SessionState.Life;

/** The connections that are attached to a session. */
final class Watchers {
  private final ActorContext<SessionMessage> actor;
  private final Clock clock;

  /** Most sessions have none for most of the time, and then it shall take no memory. */
  private Map<ActorRef<LiveFeed>, Instant> connections = Map.of();

  /** Who had a turn last, for those who ask; empty for nobody. */
  private String worker = "";

  /** When the current turn was handed out, and when a worker was heard of it. */
  private Optional<Instant> handedOut = Optional.empty();

  private Optional<Instant> heard = Optional.empty();

  Watchers(ActorContext<SessionMessage> actor, Clock clock) {
    this.actor = actor;
    this.clock = clock;
  }

  void onMessage(SessionState state, SessionMessage.OfConnection message) {
    switch (message) {
      case SessionMessage.Attach(var connection) -> attach(state, connection);
      case SessionMessage.Detach(var connection) -> detach(connection);
      case SessionMessage.Typing(var from) -> typing(from);
      case SessionMessage.Look(var replyTo) -> replyTo.tell(look(state));
    }
  }

  private void attach(SessionState state, ActorRef<LiveFeed> connection) {
    if (state.life() == Life.NONE) {
      connection.tell(LiveFeed.Refused.NOT_FOUND);
      return;
    }
    if (connections.isEmpty()) {
      connections = new HashMap<>();
    }
    if (connections.putIfAbsent(connection, Instant.now(clock)) == null) {
      actor.watchWith(connection, new SessionMessage.Detach(connection));
    }
    connection.tell(new LiveFeed.Attached(state.lastSequence(), state.life() != Life.OPEN));
  }

  private void detach(ActorRef<LiveFeed> connection) {
    if (!connections.isEmpty()) {
      connections.remove(connection);
      connections = connections.isEmpty() ? Map.of() : connections;
    }
  }

  private void typing(ActorRef<LiveFeed> from) {
    connections.keySet().stream()
        .filter(connection -> !connection.equals(from))
        .forEach(connection -> connection.tell(LiveFeed.Typing.INSTANCE));
  }

  /** The current turn, as it is now, is handed out. */
  void handedOut() {
    handedOut = Optional.of(Instant.now(clock));
    heard = Optional.empty();
  }

  /** A worker was given a turn of the session. */
  void workedBy(String name) {
    worker = name;
    heard = Optional.of(Instant.now(clock));
  }

  /** A worker said a piece of its answer. */
  void saidBit(LiveFeed.Delta piece) {
    heard = Optional.of(Instant.now(clock));
    tell(piece);
  }

  private SessionLook look(SessionState state) {
    return new SessionLook(
        state.life(),
        state.agent(),
        state.lastSequence(),
        state.updateTime(),
        state.context().pending(),
        state.open().turns(),
        worker,
        connections.entrySet().stream()
            .map(each -> new SessionLook.Attached(each.getKey(), each.getValue()))
            .toList(),
        state.pause(),
        state.open().isEmpty() ? Optional.empty() : handedOut,
        state.open().isEmpty() ? Optional.empty() : heard);
  }

  void recorded(SessionState before, List<SessionEvent> events, Optional<String> traceparent) {
    if (!connections.isEmpty()) {
      tell(new LiveFeed.Recorded(before.sequenced(events), traceparent));
    }
  }

  void detached() {
    tell(LiveFeed.Detached.INSTANCE);
  }

  /** Tells all of them. */
  void tell(LiveFeed news) {
    connections.keySet().forEach(connection -> connection.tell(news));
  }
}
