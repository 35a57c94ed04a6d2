package switchboard.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.wire.Incidents;
import switchboard.wire.PublicErrors;

/**
 * The last thing a call passes on its way out. Whatever fails in a handler leaves as INTERNAL with
 * the id of a logged incident, never as UNKNOWN and never with a stack trace; bytes that are no
 * message of the contract are the client's fault. It also makes writing and closing exclude each
 * other, since a call may be closed here while another thread writes to it.
 */
public final class Guard implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  private static final Metadata.Key<Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin", ProtoUtils.metadataMarshaller(Status.getDefaultInstance()));

  private final Set<GuardedCall<?, ?>> open = ConcurrentHashMap.newKeySet();

  /** Closes every call that is still open with a status, for a client that is to know why. */
  void closeAll(Status with) {
    open.forEach(call -> call.end(with));
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    var guarded = new GuardedCall<>(call, open);
    open.add(guarded);
    try {
      return new GuardedListener<>(next.startCall(guarded, headers), guarded);
    } catch (RuntimeException e) {
      guarded.fail(e);
      return new Listener<>() {};
    }
  }

  private static final class GuardedCall<I, O> extends SimpleForwardingServerCall<I, O> {
    private final Set<GuardedCall<?, ?>> open;
    private boolean closed;

    GuardedCall(ServerCall<I, O> call, Set<GuardedCall<?, ?>> open) {
      super(call);
      this.open = open;
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(O message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(io.grpc.Status status, Metadata trailers) {
      if (!ends()) {
        return;
      }
      if (isUnexplained(status, trailers)) {
        closeWith(report(status.asRuntimeException(trailers)));
      } else {
        super.close(status.withCause(null), trailers);
      }
    }

    synchronized void fail(RuntimeException e) {
      if (ends()) {
        closeWith(isUnreadable(e) ? unreadable() : report(e));
      }
    }

    synchronized void end(Status with) {
      if (ends()) {
        closeWith(with);
      }
    }

    /** The client is gone. */
    void forget() {
      open.remove(this);
    }

    /** Whether it was open until now; it is not any more. */
    private boolean ends() {
      boolean first = !closed;
      closed = true;
      open.remove(this);
      return first;
    }

    private void closeWith(Status status) {
      Refusals.close(delegate(), status);
    }

    private Status report(Throwable cause) {
      var method = getMethodDescriptor().getFullMethodName();
      return Incidents.report(LOG, "A call failed", method, cause);
    }

    /** A failure that no code of ours has put into words. */
    private static boolean isUnexplained(io.grpc.Status status, Metadata trailers) {
      return switch (status.getCode()) {
        case UNKNOWN -> true;
        case INTERNAL -> !trailers.containsKey(DETAILS);
        default -> false;
      };
    }

    private static boolean isUnreadable(RuntimeException e) {
      return e instanceof StatusRuntimeException
          && e.getCause() instanceof InvalidProtocolBufferException;
    }

    private static Status unreadable() {
      return PublicErrors.invalid("", "the bytes are not a message of the contract");
    }
  }

  private static final class GuardedListener<I> extends SimpleForwardingServerCallListener<I> {
    private final GuardedCall<?, ?> call;

    GuardedListener(Listener<I> listener, GuardedCall<?, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(I message) {
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onCancel() {
      call.forget();
      guard(super::onCancel);
    }

    @Override
    public void onComplete() {
      guard(super::onComplete);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    private void guard(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        call.fail(e);
      }
    }
  }
}
