package switchboard.rpc;

import com.google.rpc.Status;
import io.grpc.ServerCall;
import io.grpc.protobuf.StatusProto;

/** Ends calls with what their caller is to be told. */
public final class Refusals {
  private Refusals() {}

  /** Ends a call. */
  public static void close(ServerCall<?, ?> call, Status status) {
    var failure = StatusProto.toStatusRuntimeException(status);
    call.close(failure.getStatus(), failure.getTrailers());
  }

  /** Ends a call that nobody has begun to serve. */
  public static <I> ServerCall.Listener<I> closed(ServerCall<I, ?> call, Status status) {
    close(call, status);
    return new ServerCall.Listener<>() {};
  }
}
