package switchboard.cluster;

import java.util.concurrent.CompletionStage;
import switchboard.journal.DueDeadline;
import switchboard.session.DeadlineAnswer;

/**
 * Hands a deadline that has passed to whom it belongs; completes with what is to become of it. One
 * that fails is handed over again later.
 */
interface DeadlineHandler {
  CompletionStage<DeadlineAnswer> due(DueDeadline deadline);
}
