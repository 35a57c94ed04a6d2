package switchboard.rpc;

import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import switchboard.journal.StoreException;
import switchboard.rpc.Outcome.Done;
import switchboard.rpc.Outcome.Failed;
import switchboard.stages.Causes;
import switchboard.wire.FieldChecks;
import switchboard.wire.Incidents;
import switchboard.wire.PublicErrors;

/** How a single call is answered. */
public final class Answers {
  private final Logger log;
  private final String service;

  /** For the calls of one service; what fails unforeseen goes to its log. */
  public Answers(Logger log, String service) {
    this.log = log;
    this.service = service;
  }

  /**
   * Tells of the request's own problem or, if it has none, does the work and answers with its
   * outcome.
   */
  public <T> void answer(
      FieldChecks checks, StreamObserver<T> observer, Supplier<CompletionStage<Outcome<T>>> work) {
    var problem = checks.problem();
    if (problem.isPresent()) {
      send(observer, new Failed<>(problem.get()));
      return;
    }
    work.get().exceptionally(this::failed).thenAccept(outcome -> send(observer, outcome));
  }

  private <T> Outcome<T> failed(Throwable failure) {
    return new Failed<>(status(failure));
  }

  /** What the client sees of a failure that no code of ours has put into words. */
  public Status status(Throwable failure) {
    var cause = Causes.of(failure);
    return cause instanceof StoreException
        ? PublicErrors.storeUnavailable()
        : Incidents.report(log, "A call failed", service, cause);
  }

  private static <T> void send(StreamObserver<T> observer, Outcome<T> outcome) {
    switch (outcome) {
      case Done<T>(var response) -> {
        observer.onNext(response);
        observer.onCompleted();
      }
      case Failed<T>(var status) -> observer.onError(StatusProto.toStatusRuntimeException(status));
    }
  }
}
