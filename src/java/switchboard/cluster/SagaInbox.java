package switchboard.cluster;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.Done;
import switchboard.kafka.SagaReplyMessage;
import switchboard.kafka.UnroutableException;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaId;
import switchboard.saga.SagaReply;
import switchboard.saga.StepAnswer;

/** Hands services' answers to the sagas that asked; a saga takes each answer once. */
final class SagaInbox {
  private final BiFunction<SagaId, SagaCommand, CompletionStage<SagaReply>> sagas;

  SagaInbox(BiFunction<SagaId, SagaCommand, CompletionStage<SagaReply>> sagas) {
    this.sagas = sagas;
  }

  /** Completes once the saga has it; fails if it is to be tried again, or belongs to no saga. */
  CompletionStage<Done> take(SagaReplyMessage message) {
    var saga = SagaId.parse(message.sagaId());
    var step = saga.flatMap(id -> id.step(message.stepKey()));
    if (step.isEmpty()) {
      return CompletableFuture.failedStage(new UnroutableException("NOT_A_SAGA"));
    }
    var answer =
        new StepAnswer(
            step.get(),
            message.ok(),
            message.reason(),
            message.attributes(),
            message.asOf().truncatedTo(ChronoUnit.MILLIS),
            message.topic());
    return sagas
        .apply(saga.get(), new SagaCommand.Answer(answer, message.attempt()))
        .thenCompose(SagaInbox::recorded);
  }

  private static CompletionStage<Done> recorded(SagaReply reply) {
    return switch (reply) {
      case DONE, STALE -> CompletableFuture.completedStage(Done.getInstance());
      case UNKNOWN_SAGA -> CompletableFuture.failedStage(new UnroutableException("UNKNOWN_SAGA"));
      case UNAVAILABLE ->
          CompletableFuture.failedStage(new IllegalStateException("the saga could not record it"));
    };
  }
}
