package switchboard.operations;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where entries are kept: the newest ones, for all nodes. */
public interface AuditTrail {
  /** Completes when the entry is as durable as all that is stored. */
  CompletionStage<Void> append(AuditEntry entry);

  /**
   * At most {@code max} entries, newest first.
   *
   * @param before the id before which to begin; empty to begin with the newest
   * @param since earlier ones are left out
   */
  CompletionStage<List<Kept>> newest(String before, Instant since, int max);

  /**
   * An entry that is kept.
   *
   * @param id names it; in the order in which they were added
   */
  record Kept(String id, AuditEntry entry) {}
}
