package switchboard.cluster;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.saga.SagaCommand;
import switchboard.saga.SagaId;
import switchboard.saga.SagaReply;
import switchboard.saga.Step;
import switchboard.saga.StepAnswer;
import switchboard.session.SessionId;
import switchboard.stored.v1.OutboxEntry;

/**
 * Passes what users decided on to the sagas that asked. A saga takes an answer once, and one that
 * no longer waits takes none, so it may be passed on late and again.
 */
final class PassedDecisions {
  private static final Logger LOG = LoggerFactory.getLogger(PassedDecisions.class);

  private final BiFunction<SagaId, SagaCommand, CompletionStage<SagaReply>> sagas;

  PassedDecisions(BiFunction<SagaId, SagaCommand, CompletionStage<SagaReply>> sagas) {
    this.sagas = sagas;
  }

  /** Completes once the saga has it, or is gone; fails if it is to be tried again. */
  CompletionStage<Void> pass(OutboxEntry.DecideSaga decided) {
    var session = new SessionId(decided.getTenant(), decided.getSession());
    var id = new SagaId(session, decided.getSaga());
    return sagas
        .apply(id, new SagaCommand.Answer(answer(decided), 0))
        .thenCompose(
            reply ->
                switch (reply) {
                  case DONE, STALE -> CompletableFuture.completedStage(null);
                  case UNKNOWN_SAGA -> {
                    LOG.warn("a decision is dropped, its saga is gone: {}", id.entityId());
                    yield CompletableFuture.completedStage(null);
                  }
                  case UNAVAILABLE -> later();
                });
  }

  /**
   * Has a saga take back what it did that the agent has cancelled; completes as above. One that is
   * not there yet will be: its session asks for its start until it has started.
   */
  CompletionStage<Void> takeBack(OutboxEntry.TakeBackSaga cancelled) {
    var session = new SessionId(cancelled.getTenant(), cancelled.getSession());
    return sagas
        .apply(new SagaId(session, cancelled.getSaga()), SagaCommand.TakeBack.TAKE_BACK)
        .thenCompose(
            reply ->
                switch (reply) {
                  case DONE, STALE -> CompletableFuture.completedStage(null);
                  case UNKNOWN_SAGA, UNAVAILABLE -> later();
                });
  }

  private static CompletionStage<Void> later() {
    return CompletableFuture.failedStage(
        new IllegalStateException("a saga does not take a decision now"));
  }

  private static StepAnswer answer(OutboxEntry.DecideSaga decided) {
    return new StepAnswer(
        decided.getStep(),
        true,
        "",
        Map.of(Step.CHOICE, decided.getChoice()),
        Instant.ofEpochMilli(decided.getTime()),
        StepAnswer.USER);
  }
}
