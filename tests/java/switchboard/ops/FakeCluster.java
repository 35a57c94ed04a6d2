package switchboard.ops;

import com.google.protobuf.Timestamp;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import switchboard.v1.Context;
import switchboard.v1.Event;
import switchboard.v1.UpdateContextRequest;

/**
 * Front doors that keep sessions in memory, shared by all of them as real nodes share a store. What
 * the agent does is given by the test.
 */
public final class FakeCluster implements AutoCloseable {
  /** Answers a user's message, now or later, by appending to the session. */
  public interface Agent {
    void turn(FakeCluster cluster, String session, Event userMessage);
  }

  private final Agent agent;
  private final List<Server> nodes = new ArrayList<>();
  private final Map<String, List<Event>> sessions = new HashMap<>();
  private final Map<String, Long> requests = new HashMap<>();
  private final Map<String, List<Consumer<Event>>> attached = new HashMap<>();
  private final FakeContexts contexts = new FakeContexts(this);

  public FakeCluster(int size, Agent agent) throws IOException {
    this.agent = agent;
    for (int i = 0; i < size; i++) {
      nodes.add(
          Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
              .addService(new FakeFrontDoor(this))
              .build()
              .start());
    }
  }

  public List<String> addresses() {
    return nodes.stream().map(node -> "127.0.0.1:" + node.getPort()).toList();
  }

  public void kill(int node) {
    nodes.get(node).shutdownNow();
  }

  synchronized void create(String session, Event.SessionCreated created) {
    if (!sessions.containsKey(session)) {
      sessions.put(session, new ArrayList<>());
      append(session, 0, Event.newBuilder().setSessionCreated(created));
    }
  }

  /** The sequence of the recorded message; the same one for the same request id. */
  long say(String session, String text, String requestId) {
    Event recorded;
    synchronized (this) {
      var known = requests.get(session + requestId);
      if (known != null) {
        return known;
      }
      var message = Event.UserMessage.newBuilder().setText(text).setRequestId(requestId);
      long sequence = sessions.get(session).size() + 1;
      recorded = append(session, sequence, Event.newBuilder().setUserMessage(message));
      requests.put(session + requestId, sequence);
    }
    agent.turn(this, session, recorded);
    return recorded.getSequence();
  }

  /** Records an event and pushes it to whoever is attached. */
  public synchronized Event append(String session, long turn, Event.Builder event) {
    var events = sessions.get(session);
    var recorded =
        event
            .setSequence(events.size() + 1)
            .setTurn(turn)
            .setTime(Timestamp.newBuilder().setSeconds(1_000 + events.size()))
            .build();
    events.add(recorded);
    attached.getOrDefault(session, List.of()).forEach(stream -> stream.accept(recorded));
    return recorded;
  }

  /** Changes what is recorded, as no server may. */
  public synchronized void tamper(Consumer<List<Event>> change) {
    sessions.values().forEach(change);
  }

  /** Answers with other documents than there are, as no server may. */
  public synchronized void tamperContexts(UnaryOperator<Context> change) {
    contexts.tamper(change);
  }

  synchronized Context context(String session, long sequence) {
    return contexts.at(session, sequence);
  }

  synchronized Optional<Context> update(UpdateContextRequest request) {
    return contexts.update(request);
  }

  synchronized List<Event> events(String session, long after) {
    var events = sessions.get(session);
    return List.copyOf(events.subList((int) Math.min(after, events.size()), events.size()));
  }

  synchronized void attach(String session, long after, Consumer<Event> stream) {
    events(session, after).forEach(stream);
    attached.computeIfAbsent(session, _ -> new ArrayList<>()).add(stream);
  }

  synchronized void detach(String session, Consumer<Event> stream) {
    attached.getOrDefault(session, new ArrayList<>()).remove(stream);
  }

  @Override
  public void close() {
    nodes.forEach(Server::shutdownNow);
  }
}
