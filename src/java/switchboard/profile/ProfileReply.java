package switchboard.profile;

/** What a call to a profile came to. */
public sealed interface ProfileReply {
  /** The profile as it stands now; after a change, with it. */
  record Found(Profile profile) implements ProfileReply {}

  /** It was refused. Nothing was changed, unless it says otherwise. */
  sealed interface Rejection extends ProfileReply {}

  /** The change was meant for another version. */
  record StaleEtag(long currentVersion) implements Rejection {}

  /** Refusals that need no further words. */
  enum Plain implements Rejection {
    /** The id of the request was used for another one. */
    REQUEST_ID_REUSED,
    /** The change would leave more facts than a profile holds. */
    TOO_MANY_FACTS,
    /** Others were faster too often. */
    CONTENDED,
    /** The subject was erased, or is being erased. */
    ERASED,
    /** Redis went away in the middle: it may have been changed. The same request settles it. */
    OUTCOME_UNKNOWN
  }
}
