package switchboard.ops.bench;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import switchboard.ops.CommandFailure;
import switchboard.ops.client.FrontDoors;
import switchboard.v1.SubscribeRequest;
import switchboard.v1.SubscribeResponse;

/** A client that attaches, takes one event, and reads no further until it is told to. */
final class StalledReader implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
  private static final long CATCH_UP_SECONDS = 300;

  private final CountDownLatch attached = new CountDownLatch(1);
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private ClientCallStreamObserver<SubscribeRequest> call;
  private long received;
  private long target = Long.MAX_VALUE;
  private boolean inOrder = true;

  private StalledReader() {}

  static StalledReader attach(FrontDoors doors, String session) throws InterruptedException {
    var reader = new StalledReader();
    doors.streams(0).subscribe(SubscribeRequest.newBuilder().setSession(session).build(), reader);
    if (!reader.attached.await(CATCH_UP_SECONDS, TimeUnit.SECONDS)) {
      throw new CommandFailure("the reader could not attach");
    }
    return reader;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SubscribeRequest> started) {
    call = started;
    started.disableAutoRequestWithInitial(1);
  }

  @Override
  public synchronized void onNext(SubscribeResponse response) {
    received++;
    inOrder &= response.getEvent().getSequence() == received;
    attached.countDown();
    if (received >= target) {
      caughtUp.countDown();
    }
  }

  @Override
  public synchronized void onError(Throwable error) {
    inOrder = false;
  }

  @Override
  public synchronized void onCompleted() {
    inOrder = false;
  }

  synchronized long received() {
    return received;
  }

  /** Whether every event came once, in order, and the stream never broke. */
  synchronized boolean inOrder() {
    return inOrder;
  }

  /** Reads on, up to this sequence. */
  void readTo(long sequence) throws InterruptedException {
    synchronized (this) {
      target = sequence;
    }
    call.request(Integer.MAX_VALUE);
    if (!caughtUp.await(CATCH_UP_SECONDS, TimeUnit.SECONDS)) {
      throw new CommandFailure("the reader got " + received() + " of " + sequence + " events");
    }
  }

  synchronized void leave() {
    call.cancel("done", null);
  }
}
