package switchboard.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Carries out one entry of an outbox; completes when it is done for good. It may be asked to do it
 * again.
 */
interface OutboxHandler {
  CompletionStage<Void> carryOut(byte[] entry);
}
