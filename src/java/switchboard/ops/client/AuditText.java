package switchboard.ops.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import switchboard.v1.AuditEntry;

/** Operators' changes as a table and as JSON. */
public final class AuditText {
  private AuditText() {}

  public static String json(Message message) throws InvalidProtocolBufferException {
    return SagaText.json(message);
  }

  /**
   * A row for each change.
   *
   * @param entries newest first
   */
  public static String changes(List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      return "no change is on record";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("TIME", "WHO", "WHAT", "TARGET", "RESULT", "BEFORE", "AFTER", "CHANGE", "WHY"));
    var ended = new HashSet<String>();
    for (var entry : entries) {
      if (entry.getResult() != AuditEntry.Result.ASKED) {
        ended.add(entry.getChange());
        rows.add(row(entry));
      } else if (!ended.contains(entry.getChange())) {
        rows.add(row(entry));
      }
    }
    return SagaText.table(rows);
  }

  /** A name that nobody has checked has a question mark. */
  private static String who(AuditEntry entry) {
    var isClaim = !entry.getOperator().isEmpty() && !entry.getOperatorChecked();
    return SagaText.orDash(entry.getOperator()) + (isClaim ? "?" : "");
  }

  private static List<String> row(AuditEntry entry) {
    return List.of(
        SagaText.time(entry.hasRecordTime(), entry.getRecordTime()),
        who(entry) + " from " + entry.getPeer(),
        entry.getAction(),
        entry.getTarget(),
        entry.getProblem().isEmpty()
            ? entry.getResult().name()
            : entry.getResult() + ": " + entry.getProblem(),
        SagaText.orDash(entry.getBefore()),
        SagaText.orDash(entry.getAfter()),
        entry.getChange(),
        entry.getReason());
  }
}
