package switchboard.operations;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the operator's door asks of the sagas, wherever in the cluster they live. Its stages fail
 * with {@link switchboard.journal.StoreException} while the store is away.
 */
public interface SagaDesk {
  /**
   * The sagas that wait for an operator, in the order of their entity ids.
   *
   * @param after the entity id after which to begin; empty to begin with the first
   * @param max the most to return, 1 or more; fewer mean that there are no more
   */
  CompletionStage<List<SagaView>> parked(String after, int max);

  /** One saga; empty if it never began or nothing is stored of it any more. */
  CompletionStage<Optional<SagaView>> show(SagaName id);

  /**
   * Lets a parked saga try again what it was parked for.
   *
   * @param reason the operator's, kept with the saga
   */
  CompletionStage<Redriven> redrive(SagaName id, String reason);

  /** What redriving came to. */
  sealed interface Redriven {
    /** It goes on; the saga as it stands right after. */
    record Going(SagaView saga) implements Redriven {}

    /** Why it does not. */
    enum Refused implements Redriven {
      NOT_FOUND,
      NOT_PARKED
    }
  }
}
