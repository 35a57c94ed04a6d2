package switchboard.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.operations.SagaDesk;
import switchboard.operations.SagaName;
import switchboard.operations.SagaView;

/**
 * The sagas as they are, for the operator: none of them ever waits for one, and none can be looked
 * into from outside.
 */
final class NoSagaDesk implements SagaDesk {
  @Override
  public CompletionStage<List<SagaView>> parked(String after, int max) {
    return CompletableFuture.completedStage(List.of());
  }

  @Override
  public CompletionStage<Optional<SagaView>> show(SagaName id) {
    return CompletableFuture.failedStage(
        new UnsupportedOperationException("sagas cannot be shown"));
  }

  @Override
  public CompletionStage<Redriven> redrive(SagaName id, String reason) {
    return CompletableFuture.completedStage(Redriven.Refused.NOT_PARKED);
  }
}
