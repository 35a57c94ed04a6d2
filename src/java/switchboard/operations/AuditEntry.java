package switchboard.operations;

import java.time.Instant;

/**
 * One of the two entries of a change; audit_service.proto says what each field means.
 *
 * @param change names the change; its two entries have the same
 * @param node address of the front door of the node that was called
 * @param after empty while it is asked for
 * @param problem an upper-snake word; empty if it was done
 */
public record AuditEntry(
    String change,
    Instant time,
    String node,
    Operator who,
    String action,
    String target,
    String reason,
    String before,
    String after,
    Result result,
    String problem) {
  /** What a change came to; audit_service.proto says what each means. */
  public enum Result {
    ASKED,
    DONE,
    REFUSED,
    FAILED
  }

  /** The same of another change. */
  AuditEntry of(String other) {
    return new AuditEntry(
        other, time, node, who, action, target, reason, before, after, result, problem);
  }

  /** What the change came to, in a second entry. */
  AuditEntry ended(Instant at, String now, Result as, String why) {
    return new AuditEntry(change, at, node, who, action, target, reason, before, now, as, why);
  }
}
