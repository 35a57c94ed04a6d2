package switchboard.wire;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.util.Map;
import switchboard.session.SessionReply.Rejection.OfOperator;

/** The refusals that come of what operators do. */
public final class OperatorRefusals {
  private OperatorRefusals() {}

  static Status of(OfOperator rejection) {
    return switch (rejection) {
      case OfOperator.Paused(var until) ->
          PublicErrors.error(
              Code.FAILED_PRECONDITION,
              "SESSION_PAUSED",
              "The session takes no messages for a while; send it again with the same request_id"
                  + " when session_resumed has come.",
              Map.of("pause_end_time", until.toString()));
      case OfOperator.NotSo.NOT_PAUSED ->
          PublicErrors.error(
              Code.FAILED_PRECONDITION,
              "SESSION_NOT_PAUSED",
              "The session is not paused, perhaps not any more; there is nothing to resume.",
              Map.of());
      case OfOperator.NotSo.TURN_NOT_OPEN ->
          PublicErrors.error(
              Code.FAILED_PRECONDITION,
              "TURN_NOT_OPEN",
              "That turn is not open, perhaps not any more; explain the session to see what is.",
              Map.of());
    };
  }

  /** Only a saga that does its steps can be cancelled. */
  public static Status sagaNotRunning() {
    return PublicErrors.error(
        Code.FAILED_PRECONDITION,
        "SAGA_NOT_RUNNING",
        "The saga has ended, takes back what it did, or waits for an operator; show it to see.",
        Map.of());
  }
}
