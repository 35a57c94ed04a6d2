package switchboard.erasure;

/** What an erasure answers. */
public sealed interface ErasureReply {
  /** As far as it is recorded. */
  record Found(ErasureState state) implements ErasureReply {}

  /** Answers that say all by themselves. */
  enum Plain implements ErasureReply {
    /** Nothing is stored of the subject, so there is nothing to erase. */
    UNKNOWN_SUBJECT,
    /** It was never asked for, or the receipt has expired. */
    NOT_ASKED,
    /** The store is away, or the erasure moves: ask again. */
    UNAVAILABLE
  }
}
