package switchboard.saga;

/** What a saga answers. */
public enum SagaReply {
  /** Done and durable, or nothing was to be done. */
  DONE,
  /** The deadline that passed is none that the saga waits for. */
  STALE,
  /** There is no such saga. */
  UNKNOWN_SAGA,
  /** The store is away, the saga moves, or its type is unknown to this release: try again. */
  UNAVAILABLE
}
