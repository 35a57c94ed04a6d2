package switchboard.frontdoor;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client's end of a stream: remembers what came, and reads only as much as it is told to. */
public final class Client<I, O> implements ClientResponseObserver<I, O> {
  private final List<O> received = new ArrayList<>();
  private final int initially;
  private ClientCallStreamObserver<I> call;
  private Optional<Status> end = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();

  private Client(int initially) {
    this.initially = initially;
  }

  public static <I, O> Client<I, O> reading() {
    return new Client<>(Integer.MAX_VALUE);
  }

  /** Reads this many messages and then waits to be told to read more. */
  public static <I, O> Client<I, O> readingOnly(int messages) {
    return new Client<>(messages);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<I> started) {
    call = started;
    started.disableAutoRequestWithInitial(initially);
  }

  @Override
  public synchronized void onNext(O message) {
    received.add(message);
  }

  @Override
  public synchronized void onError(Throwable error) {
    failure = Optional.of(error);
    end = Optional.of(Status.fromThrowable(error));
  }

  @Override
  public synchronized void onCompleted() {
    end = Optional.of(Status.OK);
  }

  public void say(I message) {
    call.onNext(message);
  }

  public void halfClose() {
    call.onCompleted();
  }

  public void cancel() {
    call.cancel("the user walked away", null);
  }

  public void readAll() {
    call.request(Integer.MAX_VALUE);
  }

  public synchronized List<O> received() {
    return List.copyOf(received);
  }

  /** How the stream ended, once it has. */
  public synchronized Optional<Status> end() {
    return end;
  }

  public synchronized Throwable failure() {
    return failure.orElseThrow();
  }
}
