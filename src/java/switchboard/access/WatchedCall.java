package switchboard.access;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;
import switchboard.rpc.Refusals;
import switchboard.wire.AccessErrors;

/**
 * A stream that tells its client nothing more, and hears nothing more of it, once the credential
 * that it began with has expired or was taken away: it ends with the next thing that would be told.
 */
final class WatchedCall<I, O> extends SimpleForwardingServerCall<I, O> {
  private final Authenticated.Standing standing;
  private volatile boolean ended;

  WatchedCall(ServerCall<I, O> call, Authenticated.Standing standing) {
    super(call);
    this.standing = standing;
  }

  @Override
  public void sendMessage(O message) {
    if (isGood()) {
      super.sendMessage(message);
    }
  }

  /** The same for what the client tells. */
  ServerCall.Listener<I> watching(ServerCall.Listener<I> listener) {
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(I message) {
        if (isGood()) {
          super.onMessage(message);
        }
      }
    };
  }

  /** Whether it goes on; ends it if not. */
  private boolean isGood() {
    if (!ended && !standing.isGood()) {
      ended = true;
      Refusals.close(delegate(), AccessErrors.credentialInvalid());
    }
    return !ended;
  }
}
