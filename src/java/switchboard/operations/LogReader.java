package switchboard.operations;

import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import switchboard.inspection.LogFollower;
import switchboard.v1.TailLogResponse;
import switchboard.wire.OperatorErrors;

/** A caller that log lines are streamed to. */
final class LogReader implements LogFollower.Reader {
  private final ServerCallStreamObserver<TailLogResponse> caller;
  private final Runnable gone;
  private final AtomicBoolean isGone = new AtomicBoolean();

  /**
   * @param gone is told once, when the caller has gone or there is no more for it
   */
  LogReader(ServerCallStreamObserver<TailLogResponse> caller, Runnable gone) {
    this.caller = caller;
    this.gone = gone;
    caller.setOnCancelHandler(this::leave);
  }

  private void leave() {
    if (isGone.compareAndSet(false, true)) {
      gone.run();
    }
  }

  @Override
  public boolean isReady() {
    return caller.isReady();
  }

  @Override
  public boolean isGone() {
    return isGone.get();
  }

  @Override
  public void take(TailLogResponse news) {
    if (!isGone()) {
      caller.onNext(news);
    }
  }

  @Override
  public void end() {
    if (!isGone()) {
      leave();
      caller.onCompleted();
    }
  }

  @Override
  public void unknownNode() {
    if (!isGone()) {
      leave();
      caller.onError(StatusProto.toStatusRuntimeException(OperatorErrors.nodeNotFound()));
    }
  }
}
