package switchboard.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.util.List;
import java.util.Map;
import switchboard.profile.ProfileReply;
import switchboard.profile.ProfileRules;
import switchboard.session.SessionReply.Rejection;

/**
 * The one mapping of everything that can go wrong to what clients see of it: a status with exactly
 * one ErrorInfo, whose reason clients may branch on. Texts are static; what varies is in the
 * metadata.
 */
public final class PublicErrors {
  public static final String DOMAIN = "switchboard";

  private static final int RETRY_MILLIS = 250;

  private PublicErrors() {}

  /** What a client sees of a session's refusal. */
  public static Status of(Rejection rejection) {
    return switch (rejection) {
      case Rejection.StaleEtag(var current) ->
          error(
              Code.ABORTED,
              "STALE_ETAG",
              "The session has changed since this etag was read; read it again and repeat.",
              Map.of("current_etag", PublicSessions.etag(current)));
      case Rejection.Plain.NOT_FOUND -> sessionNotFound();
      case Rejection.Plain.EXISTS ->
          error(
              Code.ALREADY_EXISTS,
              "SESSION_EXISTS",
              "A session with this name was created by another request; use another session_id.");
      case Rejection.Plain.ENDED ->
          error(
              Code.FAILED_PRECONDITION,
              "SESSION_ENDED",
              "The session has ended; it can only be read.");
      case Rejection.Plain.SUBJECT_ERASED ->
          error(
              Code.FAILED_PRECONDITION,
              "SUBJECT_ERASED",
              "The subject was erased, or is being erased; nothing of it can be read or written.");
      case Rejection.Plain.FORK_TOO_LARGE ->
          error(
              Code.RESOURCE_EXHAUSTED,
              "FORK_TOO_LARGE",
              "The fork would take over too many events; fork at an earlier sequence.",
              Map.of("most_events", "10000"));
      case Rejection.OfOperator refused -> OperatorRefusals.of(refused);
      case Rejection.PastEnd(var last) -> cursorPastEnd(last);
      case Rejection.Plain.REQUEST_ID_REUSED ->
          error(
              Code.INVALID_ARGUMENT,
              "REQUEST_ID_REUSED",
              "This request_id was used for another request of the session; use a new one.");
      case Rejection.Plain.BUSY ->
          error(
              Code.RESOURCE_EXHAUSTED,
              "SESSION_BUSY",
              "Too much is being worked on for this session; wait until some of it has ended.");
      case Rejection.Plain.STORE_UNAVAILABLE -> storeUnavailable();
      case Rejection.Plain.SHARD_MOVING ->
          retryable(
              "SHARD_MOVING",
              "The session is moving to another node; repeat with the same request_id.");
      case Rejection.Plain.OUTCOME_UNKNOWN -> outcomeUnknown();
    };
  }

  /** What a client sees of a refusal to change or to show a profile. */
  public static Status of(ProfileReply.Rejection rejection) {
    return switch (rejection) {
      case ProfileReply.StaleEtag(var current) ->
          error(
              Code.ABORTED,
              "STALE_ETAG",
              "The profile has changed since this etag was read; read it again and repeat.",
              Map.of("current_etag", PublicSessions.etag(current)));
      case ProfileReply.Plain.REQUEST_ID_REUSED ->
          error(
              Code.INVALID_ARGUMENT,
              "REQUEST_ID_REUSED",
              "This request_id was used for another request on the profile; use a new one.");
      case ProfileReply.Plain.TOO_MANY_FACTS ->
          invalid(
              "profile.facts",
              "leave more than " + ProfileRules.MAX_FACTS + " facts; forget some in the same call");
      case ProfileReply.Plain.CONTENDED ->
          error(
              Code.ABORTED,
              "PROFILE_CONTENDED",
              "Others changed the profile faster every time, nothing was changed; repeat later.");
      case ProfileReply.Plain.ERASED -> subjectErased();
      case ProfileReply.Plain.OUTCOME_UNKNOWN -> outcomeUnknown();
    };
  }

  public static Status subjectErased() {
    return error(
        Code.FAILED_PRECONDITION,
        "SUBJECT_ERASED",
        "The subject was erased, or is being erased; nothing more is kept of it.");
  }

  /** Nothing was ever stored of the subject. */
  public static Status subjectNotFound() {
    return error(
        Code.NOT_FOUND, "SUBJECT_NOT_FOUND", "Nothing is stored of this subject; check its name.");
  }

  /** There is no operation with this name, or not any more. */
  public static Status operationNotFound() {
    return error(
        Code.NOT_FOUND,
        "OPERATION_NOT_FOUND",
        "There is no such operation, or its receipt has expired; use the name that the call"
            + " returned.");
  }

  /** There is no saga with this name, or nothing is stored of it any more. */
  public static Status sagaNotFound() {
    return error(
        Code.NOT_FOUND, "SAGA_NOT_FOUND", "Nothing is stored of this saga; check its name.");
  }

  /** No node has the worker connected. */
  public static Status workerNotFound() {
    return error(
        Code.NOT_FOUND,
        "WORKER_NOT_FOUND",
        "No such worker is connected to any node; list the workers to see which are.");
  }

  /** Only a saga that waits for an operator can be redriven. */
  public static Status sagaNotParked() {
    return error(
        Code.FAILED_PRECONDITION,
        "SAGA_NOT_PARKED",
        "The saga does not wait for an operator, perhaps not any more; show it to see its state.");
  }

  private static Status outcomeUnknown() {
    return error(
        Code.DEADLINE_EXCEEDED,
        "OUTCOME_UNKNOWN",
        "No answer came in time, it may have been done; repeat with the same request_id.");
  }

  public static Status sessionNotFound() {
    return error(Code.NOT_FOUND, "SESSION_NOT_FOUND", "There is no such session; create it first.");
  }

  public static Status storeUnavailable() {
    return retryable(
        "STORE_UNAVAILABLE", "The store is not reachable; repeat with the same request_id.");
  }

  public static Status nodeLeaving() {
    return retryable(
        "NODE_LEAVING", "This node is leaving; repeat on another with the same request_id.");
  }

  public static Status nodeNotMember() {
    return retryable(
        "NODE_NOT_MEMBER",
        "This node has not joined the cluster yet, or is given up by it; ask another.");
  }

  public static Status sessionSilent() {
    return retryable(
        "SHARD_MOVING", "A session did not answer in time, its node may be gone; call again.");
  }

  /**
   * The end of a stream that is to be attached again: names the last sequence that was written to
   * it. Other ends stay as they are.
   */
  public static Status attachAfter(Status status, long sequence) {
    if (status.getCode() != Code.UNAVAILABLE.getNumber()) {
      return status;
    }
    var details = status.getDetailsList().stream().map(it -> attachAfter(it, sequence)).toList();
    return status.toBuilder().clearDetails().addAllDetails(details).build();
  }

  private static Any attachAfter(Any detail, long sequence) {
    if (!detail.is(ErrorInfo.class)) {
      return detail;
    }
    try {
      var info = detail.unpack(ErrorInfo.class).toBuilder();
      return Any.pack(info.putMetadata("after_sequence", Long.toString(sequence)).build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a status that was made here cannot be read", e);
    }
  }

  public static Status messageTooLarge(int limit) {
    return error(
        Code.RESOURCE_EXHAUSTED,
        "MESSAGE_TOO_LARGE",
        "The text is too large; send it in parts.",
        Map.of("limit_bytes", Integer.toString(limit)));
  }

  public static Status cursorPastEnd(long lastSequence) {
    return error(
        Code.OUT_OF_RANGE,
        "CURSOR_PAST_END",
        "after_sequence is greater than the session's last sequence.",
        Map.of("last_sequence", Long.toString(lastSequence)));
  }

  public static Status cursorTrimmed(long oldestSequence) {
    return error(
        Code.OUT_OF_RANGE,
        "CURSOR_TRIMMED",
        "Events right after after_sequence were trimmed; start at the oldest one.",
        Map.of("oldest_sequence", Long.toString(oldestSequence)));
  }

  /**
   * The call failed by no fault of the client; the incident id finds the cause in this node's log.
   */
  public static Status internal(String incident) {
    return error(
        Code.INTERNAL,
        "INTERNAL",
        "Something went wrong on the server; name the incident to its operator.",
        Map.of("incident", incident));
  }

  /** Fields that are not as the contract says, each with what is wrong with it. */
  public static Status invalid(List<BadRequest.FieldViolation> violations) {
    return status(
        Code.INVALID_ARGUMENT,
        "The request has fields that are not as the contract says; see the field violations.",
        info("INVALID_FIELD", Map.of()),
        BadRequest.newBuilder().addAllFieldViolations(violations).build());
  }

  /** One field that is not as the contract says. */
  public static Status invalid(String field, String description) {
    return invalid(
        List.of(
            BadRequest.FieldViolation.newBuilder()
                .setField(field)
                .setDescription(description)
                .setReason("INVALID_FIELD")
                .build()));
  }

  static Status retryable(String reason, String message) {
    var delay = Duration.newBuilder().setNanos(RETRY_MILLIS * 1_000_000);
    return status(
        Code.UNAVAILABLE,
        message,
        info(reason, Map.of()),
        RetryInfo.newBuilder().setRetryDelay(delay).build());
  }

  static Status error(Code code, String reason, String message) {
    return error(code, reason, message, Map.of());
  }

  static Status error(Code code, String reason, String message, Map<String, String> metadata) {
    return status(code, message, info(reason, metadata));
  }

  static ErrorInfo info(String reason, Map<String, String> metadata) {
    return ErrorInfo.newBuilder()
        .setDomain(DOMAIN)
        .setReason(reason)
        .putAllMetadata(metadata)
        .build();
  }

  static Status status(Code code, String message, Message... details) {
    var status = Status.newBuilder().setCode(code.getNumber()).setMessage(message);
    for (var detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return status.build();
  }
}
