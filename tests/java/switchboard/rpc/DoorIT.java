package switchboard.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
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
  void connectionsAboveTheLimitAreClosedUntilThereIsRoom() throws Exception {
    var limit = new ConnectionLimit("a test's limit", 2);
    var door =
        Door.start(
            NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)),
            limit,
            "cannot listen",
            List.of(new Silent()));
    try (var first = connected(door)) {
      assertAdmitted(first);
      try (var second = connected(door)) {
        assertAdmitted(second);
        assertThat(limit.open()).isEqualTo(2);
        assertClosed(door);
        assertClosed(door);
        assertThat(limit.refused()).isEqualTo(2);
      }
      await().until(() -> limit.open() == 1);
      try (var third = connected(door)) {
        assertAdmitted(third);
        assertClosed(door);
      }
    } finally {
      door.stopNow();
    }
  }

  private static Socket connected(Door door) throws IOException {
    var socket = new Socket("127.0.0.1", door.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** In HTTP/2 servers speak first. */
  private static void assertAdmitted(Socket connection) throws IOException {
    assertThat(connection.getInputStream().read()).isNotNegative();
  }

  private static void assertClosed(Door door) throws IOException {
    try (var refused = connected(door)) {
      assertThat(refused.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void aCallThatIsOpenAtTheEndIsToldToBeRepeatedElsewhere() throws Exception {
    var door =
        Door.start(
            NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)),
            new ConnectionLimit("a test's limit", 10),
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
