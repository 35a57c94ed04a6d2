package switchboard.operations;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import switchboard.journal.CappedLogs;
import switchboard.journal.LogEntry;
import switchboard.stored.v1.AuditRecord;

/** The entries in Redis. */
public final class StoredAudit implements AuditTrail {
  private final CappedLogs logs;
  private final AuditSettings settings;

  public StoredAudit(CappedLogs logs, AuditSettings settings) {
    this.logs = logs;
    this.settings = settings;
  }

  @Override
  public CompletionStage<Void> append(AuditEntry entry) {
    return logs.append(settings.log(), settings.keep(), stored(entry).toByteArray())
        .thenApply(_ -> null);
  }

  @Override
  public CompletionStage<List<Kept>> newest(String before, Instant since, int max) {
    return logs.newest(settings.log(), before, since, max)
        .thenApply(found -> found.stream().map(StoredAudit::kept).toList());
  }

  private static AuditRecord stored(AuditEntry entry) {
    return AuditRecord.newBuilder()
        .setChange(entry.change())
        .setTime(entry.time().toEpochMilli())
        .setNode(entry.node())
        .setPeer(entry.who().peer())
        .setOperator(entry.who().name())
        .setOperatorChecked(entry.who().checked())
        .setAction(entry.action())
        .setTarget(entry.target())
        .setReason(entry.reason())
        .setBefore(entry.before())
        .setAfter(entry.after())
        .setResult(entry.result().name())
        .setProblem(entry.problem())
        .build();
  }

  private static Kept kept(LogEntry found) {
    try {
      var stored = AuditRecord.parseFrom(found.value());
      return new Kept(
          found.id(),
          new AuditEntry(
              stored.getChange(),
              Instant.ofEpochMilli(stored.getTime()),
              stored.getNode(),
              new Operator(stored.getPeer(), stored.getOperator(), stored.getOperatorChecked()),
              stored.getAction(),
              stored.getTarget(),
              stored.getReason(),
              stored.getBefore(),
              stored.getAfter(),
              AuditEntry.Result.valueOf(stored.getResult()),
              stored.getProblem()));
    } catch (InvalidProtocolBufferException damaged) {
      throw new IllegalStateException("an entry of the audit's log is damaged", damaged);
    }
  }
}
