package switchboard.ops.bench;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import switchboard.ops.CommandFailure;
import switchboard.v1.ConversationServiceGrpc;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/** Streams that replay their session's events and then have nothing to do. */
final class IdleStreams implements AutoCloseable {
  private static final int ATTACHING_AT_ONCE = 200;
  private static final long WITHIN_SECONDS = 300;

  private final Supplier<ManagedChannelBuilder<?>> connection;
  private final int perConnection;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicInteger broken = new AtomicInteger();
  private int attached;

  /**
   * @param connection makes each connection to the front door
   */
  IdleStreams(Supplier<ManagedChannelBuilder<?>> connection, int perConnection) {
    this.connection = connection;
    this.perConnection = perConnection;
  }

  /** Attaches a stream to each of the sessions; returns when each has brought its first event. */
  void attach(List<String> sessions) throws InterruptedException {
    var left = new CountDownLatch(sessions.size());
    var attaching = new Semaphore(ATTACHING_AT_ONCE);
    for (var session : sessions) {
      attaching.acquire();
      if (attached++ % perConnection == 0) {
        channels.add(connection.get().directExecutor().build());
      }
      ConversationServiceGrpc.newStub(channels.getLast())
          .subscribe(
              SubscribeRequest.newBuilder().setSession(session).build(),
              new First(
                  () -> {
                    attaching.release();
                    left.countDown();
                  }));
    }
    if (!left.await(WITHIN_SECONDS, TimeUnit.SECONDS)) {
      throw new CommandFailure(left.getCount() + " streams did not attach in time");
    }
  }

  /** How many streams have ended, which none should. */
  int broken() {
    return broken.get();
  }

  private final class First implements StreamObserver<SubscribeResponse> {
    private final Runnable came;
    private boolean any;

    First(Runnable came) {
      this.came = came;
    }

    @Override
    public void onNext(SubscribeResponse response) {
      if (!any) {
        any = true;
        came.run();
      }
    }

    @Override
    public void onError(Throwable error) {
      broken.incrementAndGet();
    }

    @Override
    public void onCompleted() {
      broken.incrementAndGet();
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
