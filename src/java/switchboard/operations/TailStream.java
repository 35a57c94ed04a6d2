package switchboard.operations;

import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import switchboard.placement.ClusterNews;
import switchboard.placement.Placement;
import switchboard.v1.ClusterEvent;
import switchboard.wire.OperatorErrors;

/**
 * Sends news as fast as the client reads, keeps a bounded number for it, and ends if it is slow.
 */
final class TailStream {
  private static final int MOST_WAITING = 5_000;

  private final ServerCallStreamObserver<ClusterEvent> observer;
  private final Queue<ClusterEvent> waiting = new ArrayDeque<>();
  private boolean over;

  private TailStream(ServerCallStreamObserver<ClusterEvent> observer) {
    this.observer = observer;
  }

  /** Begins to send; to be called before the call's method returns. */
  static void begin(Placement placement, ServerCallStreamObserver<ClusterEvent> observer) {
    var stream = new TailStream(observer);
    observer.setOnReadyHandler(stream::send);
    var tail = placement.tail(stream::add);
    observer.setOnCancelHandler(
        () -> {
          stream.end();
          tail.close();
        });
  }

  private synchronized void add(ClusterNews news) {
    if (over) {
      return;
    }
    waiting.add(PublicPlacement.event(news));
    if (waiting.size() > MOST_WAITING) {
      over = true;
      waiting.clear();
      observer.onError(StatusProto.toStatusRuntimeException(OperatorErrors.streamTooSlow()));
      return;
    }
    send();
  }

  private synchronized void send() {
    while (!over && observer.isReady() && !waiting.isEmpty()) {
      observer.onNext(waiting.remove());
    }
  }

  private synchronized void end() {
    over = true;
    waiting.clear();
  }
}
