package switchboard.push;

import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import switchboard.push.ConnectionMessage.Asked;
import switchboard.push.ConnectionMessage.Attach;
import switchboard.push.ConnectionMessage.Signal;
import switchboard.session.LostNodes;
import switchboard.session.SessionHistory;
import switchboard.session.Sessions;
import switchboard.telemetry.Telemetry;
import switchboard.v1.ConverseRequest;
import switchboard.v1.ConverseResponse;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErrors;

/** Attaches client streams to sessions: one small actor each. */
public final class Push {
  private final ActorSystem<?> system;
  private final Connection.Parts parts;
  private final Set<ActorRef<ConnectionMessage>> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong opened = new AtomicLong();
  private final LongAdder answers = new LongAdder();
  private volatile boolean draining;

  private Push(ActorSystem<?> system, Connection.Parts parts) {
    this.system = system;
    this.parts = parts;
  }

  /** Ready to attach streams of this node. */
  public static Push start(
      ActorSystem<?> system, Sessions sessions, SessionHistory events, PushSettings settings) {
    var told = Telemetry.get(system.classicSystem());
    var push = new Push(system, new Connection.Parts(sessions, events, settings, told));
    LostNodes.follow(system, "push", push::nodeLost);
    return push;
  }

  /** Serves one call of ConversationService.Subscribe. */
  public void subscribe(SubscribeRequest request, StreamObserver<SubscribeResponse> responses) {
    var checks = new FieldChecks();
    var session = checks.session("session", request.getSession());
    var after = checks.afterSequence("after_sequence", request.getAfterSequence());
    var problem = draining ? Optional.of(PublicErrors.nodeLeaving()) : checks.problem();
    if (problem.isPresent()) {
      responses.onError(StatusProto.toStatusRuntimeException(problem.get()));
      return;
    }
    var stream = (ServerCallStreamObserver<SubscribeResponse>) responses;
    open(stream, new SubscribeOutlet(stream, request.getIncludeDeltas(), answers))
        .tell(new Attach(session, after));
  }

  /** Serves one call of ConversationService.Converse. */
  public StreamObserver<ConverseRequest> converse(StreamObserver<ConverseResponse> responses) {
    var stream = (ServerCallStreamObserver<ConverseResponse>) responses;
    stream.disableAutoRequest();
    var connection = open(stream, new ConverseOutlet(stream, answers));
    if (draining) {
      connection.tell(Signal.DRAIN);
    }
    stream.request(1);
    return new StreamObserver<>() {
      @Override
      public void onNext(ConverseRequest request) {
        connection.tell(new Asked(request));
      }

      @Override
      public void onError(Throwable cancelled) {
        connection.tell(Signal.GONE);
      }

      @Override
      public void onCompleted() {
        connection.tell(Signal.HALF_CLOSED);
      }
    };
  }

  private ActorRef<ConnectionMessage> open(ServerCallStreamObserver<?> stream, Outlet outlet) {
    ActorRef<ConnectionMessage> connection =
        system.systemActorOf(
            Connection.create(parts, outlet, connections::remove),
            "connection-" + opened.incrementAndGet(),
            Props.empty());
    connections.add(connection);
    stream.setOnReadyHandler(() -> connection.tell(Signal.READY));
    stream.setOnCancelHandler(() -> connection.tell(Signal.GONE));
    stream.setOnCloseHandler(() -> connection.tell(Signal.GONE));
    return connection;
  }

  private void nodeLost() {
    connections.forEach(connection -> connection.tell(Signal.NODE_LOST));
  }

  /** How many answers, and other words of agents, were written to streams since the start. */
  public long answers() {
    return answers.sum();
  }

  /** How many streams are attached or attaching. */
  public int connections() {
    return connections.size();
  }

  /**
   * The node leaves: every stream, and each that comes from now on, ends with UNAVAILABLE,
   * NODE_LEAVING as soon as its outstanding messages have their answers, or when the configured
   * drain time is over.
   */
  public void drain() {
    draining = true;
    connections.forEach(connection -> connection.tell(Signal.DRAIN));
  }
}
