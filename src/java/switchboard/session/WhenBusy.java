package switchboard.session;

/**
 * What becomes of a message while an earlier one is being answered. An agent of the process answers
 * at once, so that only {@link #INTERRUPT} means something to it.
 */
public enum WhenBusy {
  /** It is answered after what is open. */
  ENQUEUE,
  /**
   * What is open of the user's messages ends unanswered; the agent is told which sagas of it go on.
   */
  INTERRUPT,
  /** It is answered together with the message before, if that is open and came just now. */
  MERGE,
  /** It is refused. */
  REJECT
}
