package switchboard.worker;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import switchboard.v1.AgentServiceGrpc;
import switchboard.v1.ConnectRequest;
import switchboard.v1.ConnectResponse;
import switchboard.worker.StreamMessage.Signal;

/** The service that workers connect to: one small actor for each stream. */
final class AgentEndpoint extends AgentServiceGrpc.AgentServiceImplBase {
  /** How much of what a worker says may wait for its actor. */
  private static final int UNHEARD = 16;

  private final ActorSystem<?> system;
  private final WorkerStream.Parts parts;
  private final AtomicLong opened = new AtomicLong();

  AgentEndpoint(ActorSystem<?> system, WorkerStream.Parts parts) {
    this.system = system;
    this.parts = parts;
  }

  @Override
  public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
    var stream = (ServerCallStreamObserver<ConnectResponse>) responses;
    stream.disableAutoRequest();
    ActorRef<StreamMessage> worker =
        system.systemActorOf(
            WorkerStream.create(parts, new StreamOutlet(stream)),
            "worker-" + opened.incrementAndGet(),
            Props.empty());
    stream.setOnReadyHandler(() -> worker.tell(Signal.READY));
    stream.setOnCancelHandler(() -> worker.tell(Signal.GONE));
    stream.setOnCloseHandler(() -> worker.tell(Signal.GONE));
    stream.request(UNHEARD);
    return new StreamObserver<>() {
      @Override
      public void onNext(ConnectRequest request) {
        worker.tell(new StreamMessage.Heard(request));
      }

      @Override
      public void onError(Throwable cancelled) {
        worker.tell(Signal.GONE);
      }

      @Override
      public void onCompleted() {
        worker.tell(Signal.HALF_CLOSED);
      }
    };
  }
}
