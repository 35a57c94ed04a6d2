package switchboard.access;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.access.MethodRule.Verdict;
import switchboard.journal.StoreException;
import switchboard.privacy.Subject;
import switchboard.rpc.Refusals;
import switchboard.stages.Causes;
import switchboard.wire.AccessErrors;
import switchboard.wire.PublicErrors;

/**
 * Checks each message of a call against its caller before the handler sees it, and counts it to its
 * tenant. It stands between the transport and a handler, where messages have been read.
 *
 * <p>A caller with scope {@code conversation} only may touch sessions of its subject. Whose a
 * session is stands in its first event and never changes, so it is read from the store at its first
 * call on a node, one command, and remembered there for ten minutes; nothing is asked of the node
 * that holds the session. A session of somebody else is answered like one that is not there, by the
 * same words from the same line of code. What remains is time: the first is remembered and the
 * second is looked for each time, so who can guess an id of the own tenant and measures well may
 * learn that it is taken.
 */
final class Rights implements ServerInterceptor {
  private final Owners owners;
  private final Quotas quotas;
  private final boolean anyone;

  /** By the methods' names, of which there are as many as the contract has. */
  private final Map<String, Optional<MethodRule>> rules = new ConcurrentHashMap<>();

  /**
   * @param anyone whether callers need no credential, so that only quotas hold
   */
  Rights(Owners owners, Quotas quotas, boolean anyone) {
    this.owners = owners;
    this.quotas = quotas;
    this.anyone = anyone;
  }

  @Override
  public <I, O> Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    var method = call.getMethodDescriptor();
    var rule = rules.computeIfAbsent(method.getFullMethodName(), _ -> MethodRule.of(method));
    var caller = anyone ? Caller.ANYONE : Caller.CURRENT.get();
    if (rule.isEmpty() || caller == null) {
      return Refusals.closed(call, AccessErrors.noRule());
    }
    var listener = new Checking<>(call, caller, rule.get());
    listener.to(next.startCall(call, headers));
    return listener;
  }

  /** The messages of one call. */
  private final class Checking<I> extends HeldListener<I> {
    private final ServerCall<I, ?> call;
    private final Caller caller;
    private final MethodRule rule;
    private boolean begun;
    private boolean refused;
    private Optional<Quotas.Tenant> stream = Optional.empty();

    Checking(ServerCall<I, ?> call, Caller caller, MethodRule rule) {
      super(call, new Turnstile(Context.current()));
      this.call = call;
      this.caller = caller;
      this.rule = rule;
    }

    @Override
    void message(I message) {
      if (refused) {
        return;
      }
      var request = (Message) message;
      boolean isFirst = !begun;
      begun = true;
      var refusal = counted(request, isFirst);
      if (refusal.isPresent()) {
        end(refusal.get());
      } else if (anyone) {
        super.message(message);
      } else {
        judge(message, rule.judge(caller, request, isFirst));
      }
    }

    private void judge(I message, Verdict verdict) {
      switch (verdict) {
        case Verdict.Allowed _ -> super.message(message);
        case Verdict.Denied(var status) -> end(status);
        case Verdict.IfOwner(var session) -> {
          var asked = owners.of(session).toCompletableFuture();
          if (asked.isDone() && !asked.isCompletedExceptionally()) {
            judge(message, asked.resultNow());
          } else {
            hold();
            asked.whenComplete((owner, failure) -> release(() -> judge(message, owner, failure)));
          }
        }
      }
    }

    private void judge(I message, Optional<Subject> owner, Throwable failure) {
      if (failure == null) {
        judge(message, owner);
      } else if (Causes.of(failure) instanceof StoreException) {
        end(PublicErrors.storeUnavailable());
      } else {
        throw new IllegalStateException("whose a session is cannot be told", failure);
      }
    }

    private void judge(I message, Optional<Subject> owner) {
      if (owner
          .map(Subject::id)
          .filter(id -> caller.subject().equals(Optional.of(id)))
          .isPresent()) {
        super.message(message);
      } else {
        end(PublicErrors.sessionNotFound());
      }
    }

    /** Counts it to the caller's tenant or, where nobody is asked who he is, to the named one. */
    private Optional<com.google.rpc.Status> counted(Message request, boolean isFirst) {
      var tenant = anyone ? rule.tenant(request) : Optional.of(caller.tenant());
      var uses = tenant.map(quotas::of).or(() -> stream);
      var refusal = uses.flatMap(Quotas.Tenant::call);
      if (refusal.isEmpty() && isFirst && rule.makesSession()) {
        refusal = uses.flatMap(Quotas.Tenant::newSession);
      }
      if (refusal.isEmpty()
          && isFirst
          && !call.getMethodDescriptor().getType().serverSendsOneMessage()) {
        refusal = uses.flatMap(Quotas.Tenant::stream);
        stream = refusal.isEmpty() ? uses : Optional.empty();
      }
      return refusal;
    }

    private void end(com.google.rpc.Status status) {
      refused = true;
      refuse(status);
    }

    /** The handler of a refused call must not take it for one without a request. */
    @Override
    void halfClose() {
      if (!refused) {
        super.halfClose();
      }
    }

    @Override
    void ended() {
      stream.ifPresent(Quotas.Tenant::streamEnded);
      stream = Optional.empty();
    }
  }
}
