package switchboard.operations;

import com.google.rpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import switchboard.rpc.Answers;
import switchboard.rpc.Outcome;
import switchboard.rpc.Outcome.Failed;
import switchboard.wire.FieldChecks;
import switchboard.wire.PublicErrors;

/** Answers the calls about the cluster: a node that is no member would deny what others hold. */
final class MemberAnswers {
  private final Answers answers;
  private final BooleanSupplier isMember;

  MemberAnswers(Logger log, String service, BooleanSupplier isMember) {
    this.answers = new Answers(log, service);
    this.isMember = isMember;
  }

  /** Why this node cannot speak for the cluster; empty if it can. */
  Optional<Status> absence() {
    return isMember.getAsBoolean() ? Optional.empty() : Optional.of(PublicErrors.nodeNotMember());
  }

  /** What each node can answer for itself. */
  <T> void alone(
      FieldChecks checks, StreamObserver<T> observer, Supplier<CompletionStage<Outcome<T>>> call) {
    answers.answer(checks, observer, call);
  }

  /** What only a member can answer. */
  <T> void answer(
      FieldChecks checks, StreamObserver<T> observer, Supplier<CompletionStage<Outcome<T>>> call) {
    answers.answer(
        checks,
        observer,
        () ->
            absence()
                .<CompletionStage<Outcome<T>>>map(
                    status -> CompletableFuture.completedStage(new Failed<>(status)))
                .orElseGet(call));
  }
}
