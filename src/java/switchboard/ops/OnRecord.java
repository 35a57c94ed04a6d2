package switchboard.ops;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import switchboard.ops.client.Living;
import switchboard.ops.client.Operations;
import switchboard.v1.AuditEntry;
import switchboard.v1.AuditEntry.Result;
import switchboard.v1.AuditServiceGrpc;
import switchboard.v1.RecordChangeRequest;

/**
 * A change that a command makes itself, and not a node: it is put on record before it is made, and
 * what it came to after it. What cannot be put on record is not done.
 */
final class OnRecord {
  private static final int LONGEST = 200;
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final Operations operations;
  private final RecordChangeRequest change;

  /**
   * @param action one of those that audit_service.proto names
   * @param target what is to be changed
   * @param before how that stands
   */
  OnRecord(Operations operations, String action, String target, String reason, String before) {
    this.operations = operations;
    this.change =
        RecordChangeRequest.newBuilder()
            .setAction(action)
            .setTarget(shortened(target))
            .setReason(reason)
            .setBefore(shortened(before))
            .build();
  }

  /**
   * Makes the change.
   *
   * @param after how the target stands, by what the change came to
   */
  <T> T make(Supplier<T> work, Function<T, String> after) {
    var asked = record(change.toBuilder().setResult(Result.ASKED).build()).getChange();
    try {
      var made = work.get();
      end(asked, Result.DONE, after.apply(made));
      return made;
    } catch (CommandFailure failure) {
      try {
        end(asked, Result.FAILED, failure.getMessage());
      } catch (CommandFailure alsoUnrecorded) {
        failure.addSuppressed(alsoUnrecorded);
      }
      throw failure;
    }
  }

  private void end(String asked, Result result, String after) {
    record(
        change.toBuilder()
            .setChange(asked)
            .setResult(result)
            .setAfter(shortened(after.replaceAll("\\p{Cntrl}", " ")))
            .build());
  }

  private AuditEntry record(RecordChangeRequest request) {
    return operations.any(
        AuditServiceGrpc::newBlockingV2Stub,
        node -> Living.within(DEADLINE, node).recordChange(request));
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST));
  }
}
