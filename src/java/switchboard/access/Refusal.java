package switchboard.access;

import com.google.rpc.Status;
import io.grpc.ServerCall;
import io.grpc.protobuf.StatusProto;

/** Ends a call with what its caller is to be told. */
final class Refusal {
  private Refusal() {}

  static void close(ServerCall<?, ?> call, Status status) {
    var failure = StatusProto.toStatusRuntimeException(status);
    call.close(failure.getStatus(), failure.getTrailers());
  }

  /** The same for a call that nobody has begun to serve. */
  static <I> ServerCall.Listener<I> closed(ServerCall<I, ?> call, Status status) {
    close(call, status);
    return new ServerCall.Listener<>() {};
  }
}
