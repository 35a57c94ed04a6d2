package switchboard.access;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import switchboard.rpc.Refusals;

/** Passes a call's events on through a turnstile. */
class HeldListener<I> extends ServerCall.Listener<I> {
  private final ServerCall<I, ?> call;
  private final Turnstile turnstile;
  private ServerCall.Listener<I> inner = new ServerCall.Listener<>() {};

  HeldListener(ServerCall<I, ?> call, Turnstile turnstile) {
    this.call = call;
    this.turnstile = turnstile;
  }

  /**
   * Where events go from now on; before, they go nowhere. Called within the turnstile, or first.
   */
  final void to(ServerCall.Listener<I> listener) {
    inner = listener;
  }

  final ServerCall.Listener<I> inner() {
    return inner;
  }

  final void hold() {
    turnstile.hold();
  }

  /**
   * Goes on, on a thread that is not the call's: what fails there nobody else would put into words.
   */
  final void release(Runnable first) {
    try {
      turnstile.release(first);
    } catch (RuntimeException failure) {
      call.close(Status.UNKNOWN.withCause(failure), new Metadata());
    }
  }

  /** Ends the call with what its caller is to be told. */
  final void refuse(com.google.rpc.Status status) {
    Refusals.close(call, status);
  }

  @Override
  public final void onMessage(I message) {
    turnstile.pass(() -> message(message));
  }

  @Override
  public final void onHalfClose() {
    turnstile.pass(this::halfClose);
  }

  @Override
  public final void onCancel() {
    turnstile.pass(
        () -> {
          ended();
          inner.onCancel();
        });
  }

  @Override
  public final void onComplete() {
    turnstile.pass(
        () -> {
          ended();
          inner.onComplete();
        });
  }

  @Override
  public final void onReady() {
    turnstile.pass(() -> inner.onReady());
  }

  void message(I message) {
    inner.onMessage(message);
  }

  void halfClose() {
    inner.onHalfClose();
  }

  /** The call is over, one way or the other; told once. */
  void ended() {}
}
