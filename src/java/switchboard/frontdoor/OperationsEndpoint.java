package switchboard.frontdoor;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc.OperationsImplBase;
import com.google.longrunning.WaitOperationRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import switchboard.erasure.ErasureReply;
import switchboard.erasure.Erasures;
import switchboard.privacy.Subject;
import switchboard.rpc.Answers;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErasures;
import switchboard.wire.PublicErrors;

/** google.longrunning.Operations: the erasures, which are the only operations there are. */
final class OperationsEndpoint extends OperationsImplBase {
  /** How often somebody who waits is looked for news. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Answers answers =
      new Answers(LoggerFactory.getLogger(OperationsEndpoint.class), "Operations");
  private final Erasures erasures;
  private final FrontDoorSettings settings;

  OperationsEndpoint(Erasures erasures, FrontDoorSettings settings) {
    this.erasures = erasures;
    this.settings = settings;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    var subject = PublicErasures.subject(request.getName());
    answers.answer(new FieldChecks(), observer, () -> read(subject));
  }

  /** Answers when it is done, or when the time is over, with the operation as it stands. */
  @Override
  public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> observer) {
    var subject = PublicErasures.subject(request.getName());
    long left = Budget.ofCurrentCall(settings).left().toNanos();
    if (request.hasTimeout()) {
      var timeout = request.getTimeout();
      long asked = TimeUnit.SECONDS.toNanos(timeout.getSeconds()) + timeout.getNanos();
      left = Math.clamp(asked, 0, left);
    }
    long until = System.nanoTime() + left;
    answers.answer(new FieldChecks(), observer, () -> read(subject, until));
  }

  private CompletionStage<Outcome<Operation>> read(Optional<Subject> subject, long until) {
    return read(subject)
        .thenCompose(
            outcome -> {
              boolean waits =
                  outcome instanceof Done<Operation>(var operation)
                      && !operation.getDone()
                      && System.nanoTime() + LOOK_EVERY.toNanos() < until;
              return waits
                  ? later().thenCompose(_ -> read(subject, until))
                  : CompletableFuture.completedStage(outcome);
            });
  }

  private static CompletableFuture<Void> later() {
    var delayed = CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(() -> {}, delayed);
  }

  private CompletionStage<Outcome<Operation>> read(Optional<Subject> subject) {
    return subject
        .map(whose -> erasures.read(whose).thenApply(OperationsEndpoint::outcome))
        .orElseGet(
            () -> CompletableFuture.completedStage(new Failed<>(PublicErrors.operationNotFound())));
  }

  /** What a client is told of an erasure. */
  static Outcome<Operation> outcome(ErasureReply reply) {
    return switch (reply) {
      case ErasureReply.Found(var state) -> new Done<>(PublicErasures.operation(state));
      case ErasureReply.Plain.UNKNOWN_SUBJECT -> new Failed<>(PublicErrors.subjectNotFound());
      case ErasureReply.Plain.NOT_ASKED -> new Failed<>(PublicErrors.operationNotFound());
      case ErasureReply.Plain.UNAVAILABLE -> new Failed<>(PublicErrors.storeUnavailable());
    };
  }
}
