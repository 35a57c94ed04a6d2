package switchboard.fakes;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import switchboard.operations.Audit;
import switchboard.operations.AuditEntry;
import switchboard.operations.AuditTrail;

/** Operators' changes in memory. */
public final class MemoryAudit implements AuditTrail {
  private final List<AuditEntry> entries = new ArrayList<>();

  /** Every call fails with it, if there is one. */
  public volatile RuntimeException failure;

  /** Writes here, in the name of node 127.0.0.1:8443. */
  public Audit audit() {
    return new Audit(this, "127.0.0.1:8443", Clock.systemUTC());
  }

  /** All that was written, in order. */
  public synchronized List<AuditEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public synchronized CompletionStage<Void> append(AuditEntry entry) {
    if (failure != null) {
      return CompletableFuture.failedStage(failure);
    }
    entries.add(entry);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public synchronized CompletionStage<List<Kept>> newest(String before, Instant since, int max) {
    if (failure != null) {
      return CompletableFuture.failedStage(failure);
    }
    var found = new ArrayList<Kept>();
    int from = before.isEmpty() ? entries.size() : Integer.parseInt(before.split("-")[0]);
    for (int i = from - 1; i >= 0 && found.size() < max; i--) {
      if (!entries.get(i).time().isBefore(since)) {
        found.add(new Kept(i + "-0", entries.get(i)));
      }
    }
    return CompletableFuture.completedStage(found);
  }
}
