package switchboard.access;

import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.access.Tokens.Checked;
import switchboard.access.Tokens.Checked.Known;
import switchboard.access.Tokens.Checked.Refused;
import switchboard.rpc.Refusals;
import switchboard.wire.AccessErrors;

/**
 * Lets in calls with a good credential, {@code authorization: Bearer TOKEN}, before anything of
 * their messages is read, and says in their context whose it is. Health needs none: those who ask
 * whether a node serves are machines without one.
 */
final class Authenticated implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticated.class);
  private static final String BEARER = "bearer ";
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Tokens tokens;
  private final Clock clock;
  private final Set<String> free;

  /**
   * @param openReflection whether reflection needs no credential either
   */
  Authenticated(Tokens tokens, Clock clock, boolean openReflection) {
    this.tokens = tokens;
    this.clock = clock;
    this.free =
        openReflection
            ? Set.of(HealthGrpc.SERVICE_NAME, ServerReflectionGrpc.SERVICE_NAME)
            : Set.of(HealthGrpc.SERVICE_NAME);
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    if (free.contains(String.valueOf(call.getMethodDescriptor().getServiceName()))) {
      return next.startCall(call, headers);
    }
    var token = token(headers);
    if (token.isEmpty()) {
      return Refusals.closed(call, AccessErrors.credentialMissing());
    }
    long generation = tokens.generation();
    var checking = tokens.check(token.get()).toCompletableFuture();
    if (checking.isDone()) {
      return start(checking.resultNow(), token.get(), generation, call, headers, next);
    }
    var held = new HeldListener<>(call, new Turnstile(Context.current()));
    held.hold();
    checking.thenAccept(
        checked ->
            held.release(
                () -> held.to(start(checked, token.get(), generation, call, headers, next))));
    return held;
  }

  private <I, O> Listener<I> start(
      Checked checked,
      String token,
      long generation,
      ServerCall<I, O> call,
      Metadata headers,
      ServerCallHandler<I, O> next) {
    return switch (checked) {
      case Known(var caller) -> {
        var context = Context.current().withValue(Caller.CURRENT, caller);
        if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
          yield Contexts.interceptCall(context, call, headers, next);
        }
        var watched = new WatchedCall<>(call, new Standing(token, caller, generation));
        yield watched.watching(Contexts.interceptCall(context, watched, headers, next));
      }
      case Refused refused -> Refusals.closed(call, refusal(refused));
      case Checked.Plain.UNAVAILABLE ->
          Refusals.closed(call, AccessErrors.credentialsUncheckable());
    };
  }

  private static Status refusal(Refused refused) {
    LOG.debug("A credential was refused: {}", refused.why());
    return AccessErrors.credentialInvalid();
  }

  /** Exactly one, so that nobody who reads another one than we do is deceived. */
  private static Optional<String> token(Metadata headers) {
    var all = headers.getAll(HEADER);
    var sent = new ArrayList<String>();
    if (all != null) {
      all.forEach(sent::add);
    }
    return sent.size() == 1 && sent.getFirst().regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(sent.getFirst().substring(BEARER.length()).strip())
        : Optional.empty();
  }

  /** Whether a credential is as good as it was when a stream began. */
  final class Standing {
    private final String token;
    private final Caller caller;
    private long generation;

    private Standing(String token, Caller caller, long generation) {
      this.token = token;
      this.caller = caller;
      this.generation = generation;
    }

    synchronized boolean isGood() {
      if (!clock.instant().isBefore(caller.until())) {
        return false;
      }
      long now = tokens.generation();
      if (now == generation) {
        return true;
      }
      var checking = tokens.check(token).toCompletableFuture();
      if (!checking.isDone()) {
        return true; // keys are being fetched; asked again with what comes next
      }
      generation = now;
      return checking.resultNow() instanceof Known(var same)
          && same.tenant().equals(caller.tenant())
          && same.subject().equals(caller.subject())
          && same.scopes().containsAll(caller.scopes());
    }
  }
}
