package switchboard.cluster;

import java.util.concurrent.CompletionStage;
import switchboard.journal.OutboxItem;

/** Knows what stands in the outboxes, and carries it out. */
interface OutboxHandler {
  /** Completes, always normally, with what an entry is. */
  CompletionStage<OutboxTask> open(byte[] entry);

  /**
   * Puts a damaged entry where an operator finds it, as it is; completes when it is there for good.
   *
   * @param reason why it is damaged, in upper snake case
   */
  CompletionStage<Void> bury(int bucket, OutboxItem item, String reason);
}
