package switchboard.saga;

/** What a saga answers. */
public enum SagaReply {
  /** Done and durable, or nothing was to be done. */
  DONE,
  /** There is no such saga. */
  UNKNOWN_SAGA,
  /** The store is away, the saga moves, or its type is unknown to this release: try again. */
  UNAVAILABLE
}
