package switchboard.frontdoor;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Semaphore;
import switchboard.rpc.Refusals;
import switchboard.wire.LoadErrors;

/**
 * Refuses single calls while too many are under way. Without it a node that is offered more than it
 * can do answers everybody too late; with it, those that it takes are answered in time. Streams are
 * not counted: they last, and cost little.
 */
final class CallLimit implements ServerInterceptor {
  private final Semaphore free;

  /**
   * @param most how many single calls may be under way
   */
  CallLimit(int most) {
    free = new Semaphore(most);
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    var listener = next.startCall(call, headers);
    return call.getMethodDescriptor().getType() == MethodType.UNARY
        ? new Counted<>(listener, call)
        : listener;
  }

  /**
   * Counts from the moment when the request is there whole, so that nobody takes up room by
   * beginning calls. A call ends by completion or by being cancelled, never by both.
   */
  private final class Counted<I> extends SimpleForwardingServerCallListener<I> {
    private final ServerCall<I, ?> call;
    private boolean counts;

    Counted(Listener<I> listener, ServerCall<I, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onHalfClose() {
      counts = free.tryAcquire();
      if (counts) {
        super.onHalfClose();
      } else {
        Refusals.close(call, LoadErrors.overloaded());
      }
    }

    @Override
    public void onComplete() {
      release();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      release();
      super.onCancel();
    }

    private void release() {
      if (counts) {
        counts = false;
        free.release();
      }
    }
  }
}
