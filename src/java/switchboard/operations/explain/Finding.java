package switchboard.operations.explain;

import java.util.List;

/**
 * Why something waits, or why it does not go on.
 *
 * @param code the kind of cause
 * @param cause in a sentence
 * @param evidence what shows it: since when, until when, how often, who; a sentence each
 * @param remedy what can be done, in a sentence; empty if there is nothing to do
 * @param command to type next; empty if none helps
 */
public record Finding(
    Code code, String cause, List<String> evidence, String remedy, String command) {
  /** The kinds, in the order in which they are told: what keeps most from going on is first. */
  public enum Code {
    STORE_AWAY,
    KEY_MISSING,
    UNREADABLE,
    ERASURE_UNDER_WAY,
    ERASED,
    SHARD_HOMELESS,
    SESSION_UNRESPONSIVE,
    OLDER_CLAIM,
    SESSION_CLOSED,
    PAUSED,
    NO_WORKER,
    WORKERS_BUSY,
    WORKER_STALLED,
    SAGA_PARKED,
    CIRCUIT_OPEN,
    SERVICE_SILENT,
    SERVICE_SLOW,
    SERVICE_FAILING,
    SAGA_UNRESPONSIVE,
    USER_DECISION,
    TURN_AT_WORKER,
    SERVICE_ASKED,
    SAGA_STARTING,
    SAGA_PARTIAL,
    SAGA_ENDED,
    SLEEPS,
    NODE_SILENT,
    NOTHING_PENDING
  }

  public Finding {
    evidence = List.copyOf(evidence);
  }

  /** One about which there is nothing to do. */
  static Finding of(Code code, String cause, List<String> evidence) {
    return new Finding(code, cause, evidence, "", "");
  }
}
