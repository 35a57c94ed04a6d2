package switchboard.frontdoor;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The sessions of a tenant, by id. */
@FunctionalInterface
public interface SessionIndex {
  /**
   * At most {@code max} sessions of a tenant whose id is greater than {@code afterSession} (empty:
   * from the first), in ascending order. Fails with {@link switchboard.journal.StoreException}
   * while the store is away.
   */
  CompletionStage<List<Entry>> sessions(String tenant, String afterSession, int max);

  /** What the index knows of a session. */
  record Entry(String session, String subject, String channel, Instant createTime) {}
}
