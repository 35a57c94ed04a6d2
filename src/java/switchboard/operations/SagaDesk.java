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

  /** How a saga stands, for the record. */
  default CompletionStage<String> standing(SagaName id) {
    return show(id).thenApply(found -> found.map(saga -> saga.state().name()).orElse("NOT_FOUND"));
  }

  /**
   * Lets a parked saga try again what it was parked for.
   *
   * @param reason the operator's, kept with the saga
   */
  CompletionStage<Redriven> redrive(SagaName id, String reason);

  /**
   * The sagas that have not ended and are not parked, in the order of their entity ids.
   *
   * @param tenant whose; empty for all
   * @param after the entity id after which to begin; empty to begin with the first
   * @param max the most to return, 1 or more
   */
  CompletionStage<Open> open(String tenant, String after, int max);

  /**
   * Some of the open sagas.
   *
   * @param last entity id of the last one: the next page begins after it; empty if there is no next
   *     page
   */
  record Open(List<Opened> sagas, String last) {
    public Open {
      sagas = List.copyOf(sagas);
    }
  }

  /**
   * An open saga.
   *
   * @param view empty if it gave no answer in time
   */
  record Opened(SagaName name, Optional<SagaView> view) {}

  /** Has a saga that does its steps take back what it did. */
  CompletionStage<Cancelled> cancel(SagaName id);

  /** What cancelling came to. */
  sealed interface Cancelled {
    /** It takes back what it did, or has ended; the saga as it stands right after. */
    record Going(SagaView saga) implements Cancelled {}

    /** Why it goes on as it is. */
    enum Refused implements Cancelled {
      NOT_FOUND,
      NOT_RUNNING
    }
  }

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
