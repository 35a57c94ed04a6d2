package switchboard.worker;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import switchboard.v1.ConnectResponse;

/** A Connect stream. */
record StreamOutlet(ServerCallStreamObserver<ConnectResponse> stream) implements Outlet {
  @Override
  public boolean ready() {
    return stream.isReady();
  }

  @Override
  public void say(ConnectResponse response) {
    stream.onNext(response);
  }

  @Override
  public void request(int messages) {
    stream.request(messages);
  }

  @Override
  public void complete() {
    stream.onCompleted();
  }

  @Override
  public void fail(Status status) {
    stream.onError(StatusProto.toStatusRuntimeException(status));
  }
}
