package switchboard.erasure;

/** What an erasure does next, in the order of doing it. Each may be done again. */
public enum Step {
  /** Nobody has asked for it. */
  NOT_ASKED,
  /** Marks the subject: from then on no new session begins and no new work gets the key. */
  MARK,
  /** Ends the subject's sessions and their open sagas, and empties the documents; page by page. */
  END_SESSIONS,
  /** Destroys the key. */
  DESTROY_KEY,
  /** Empties the profile. */
  EMPTY_PROFILE,
  /** Has every node forget the key. */
  EVICT_CACHES,
  /** Has Redis write its append-only files anew, which held the wrapped key. */
  REWRITE_FILES,
  /** There is a receipt. */
  FINISHED
}
