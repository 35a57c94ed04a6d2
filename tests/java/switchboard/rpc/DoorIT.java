package switchboard.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.GetSessionRequest;
import switchboard.v1.Session;

/** The end of a server. */
@Timeout(30)
class DoorIT {
  private final CountDownLatch called = new CountDownLatch(1);

  /** Never answers. */
  private final class Silent extends ConversationServiceGrpc.ConversationServiceImplBase {
    @Override
    public void getSession(GetSessionRequest request, StreamObserver<Session> answer) {
      called.countDown();
    }
  }

  @Test
  void aCallThatIsOpenAtTheEndIsToldToBeRepeatedElsewhere() throws Exception {
    var door =
        Door.start(
            NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)),
            "cannot listen",
            List.of(new Silent()));
    var channel = NettyChannelBuilder.forAddress("127.0.0.1", door.port()).usePlaintext().build();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var call =
          threads.submit(
              () ->
                  ConversationServiceGrpc.newBlockingStub(channel)
                      .getSession(GetSessionRequest.getDefaultInstance()));
      assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
      var ended = door.stop(Duration.ofMillis(50), "door-ends").toCompletableFuture();
      var failure = catchThrowableOfType(ExecutionException.class, call::get).getCause();
      assertThat(ended.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(((StatusRuntimeException) failure).getStatus().getCode())
          .isEqualTo(Code.UNAVAILABLE);
      assertThat(StatusProto.fromThrowable(failure).getDetailsList())
          .filteredOn(detail -> detail.is(ErrorInfo.class))
          .singleElement()
          .satisfies(
              detail ->
                  assertThat(detail.unpack(ErrorInfo.class).getReason()).isEqualTo("NODE_LEAVING"));
    } finally {
      channel.shutdownNow();
      door.stopNow();
    }
  }
}
