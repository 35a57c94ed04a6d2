package switchboard.cluster;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What an entry of an outbox turns out to be once it is opened. */
sealed interface OutboxTask {
  /**
   * Something to do.
   *
   * @param owner whose entry it is: nothing of an owner is done after an entry of the same owner
   *     whose order nobody can know yet; empty for none
   * @param order entries of the same order are done one after the other
   * @param carryOut does it; completes when it is done for good, and may be asked to do it again
   */
  record Work(String owner, String order, Supplier<CompletionStage<Void>> carryOut)
      implements OutboxTask {}

  /**
   * It can never be read.
   *
   * @param reason why, in upper snake case
   */
  record Damaged(String reason) implements OutboxTask {}

  /**
   * It cannot be read yet.
   *
   * @param owner whose later entries wait with it, since they may have the same order; empty for
   *     none
   */
  record Later(String owner, Throwable cause) implements OutboxTask {}
}
