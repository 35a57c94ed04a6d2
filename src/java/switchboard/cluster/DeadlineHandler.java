package switchboard.cluster;

import java.util.concurrent.CompletionStage;
import switchboard.journal.DueDeadline;

/**
 * Hands a deadline that has passed to whom it belongs; completes with whether it is stale and can
 * be removed.
 */
interface DeadlineHandler {
  CompletionStage<Boolean> due(DueDeadline deadline);
}
