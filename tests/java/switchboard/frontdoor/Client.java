package switchboard.frontdoor;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client's end of a stream: remembers what came, and reads only as much as it is told to. */
final class Client<I, O> implements ClientResponseObserver<I, O> {
  private final List<O> received = new ArrayList<>();
  private final int initially;
  private ClientCallStreamObserver<I> call;
  private Optional<Status> end = Optional.empty();
  private Optional<Throwable> failure = Optional.empty();

  private Client(int initially) {
    this.initially = initially;
  }

  static <I, O> Client<I, O> reading() {
    return new Client<>(Integer.MAX_VALUE);
  }

  /** Reads this many messages and then waits to be told to read more. */
  static <I, O> Client<I, O> readingOnly(int messages) {
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

  void say(I message) {
    call.onNext(message);
  }

  void halfClose() {
    call.onCompleted();
  }

  void cancel() {
    call.cancel("the user walked away", null);
  }

  void readAll() {
    call.request(Integer.MAX_VALUE);
  }

  synchronized List<O> received() {
    return List.copyOf(received);
  }

  /** How the stream ended, once it has. */
  synchronized Optional<Status> end() {
    return end;
  }

  synchronized Throwable failure() {
    return failure.orElseThrow();
  }
}
